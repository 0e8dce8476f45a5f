import { isIP } from "node:net";
import * as v from "valibot";
import { secret } from "../../../shared/validation";

/** Where proxied A records of a name are to lead when another machine takes over. */
export interface DetourInputs {
  /** The zone's id. */
  readonly zoneId: string;
  /** The records' name. */
  readonly domain: string;
  /** Which of the name's records: those that lead to this address, or the one with this id. */
  readonly records: string;
  /** The address that they are to lead to. */
  readonly to: string;
  /** The machine's id. The records change only together with it. */
  readonly machine: string;
  /** The token that may edit the zone's DNS records, if it is not in the environment. Secret. */
  readonly token?: string;
}

/** The schema of {@link DetourInputs}. */
export const detourEntries = {
  zoneId: v.string(),
  domain: v.string(),
  records: v.string(),
  to: v.string(),
  machine: v.string(),
  token: v.optional(secret(v.string())),
};

/** A record, as far as a detour looks at it. */
interface ListedRecord {
  readonly id: string;
  readonly type: string;
  readonly content: string;
  readonly proxied: boolean;
}

/** Whether a detour has to change a record. */
export function isLedElsewhere({ records, to }: DetourInputs, { id, type, content, proxied }: ListedRecord): boolean {
  return proxied && type === "A" && content !== to && (content === records || id === records);
}

/** What a change of the machine means for visitors: a sentence, unless the records only return. */
export function detourEffects({ domain, records, machine }: Partial<DetourInputs>, olds?: DetourInputs): string[] {
  if (!olds || olds.machine === machine || domain === undefined || records === undefined || isIP(records) === 0) return [];
  return [`has the edge reach ${domain} past ${records} while that address moves to another machine`];
}
