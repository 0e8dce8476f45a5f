import { canonical } from "../../shared/canonical";
import type { KeyType } from "../common/settings";

/** What a certificate is ordered with; another order is another certificate. */
export interface OriginCaOrderInputs {
  /** The names. */
  readonly hostnames: readonly string[];
  /** The key. */
  readonly keyType: KeyType;
  /** How long the certificate is valid, in days. */
  readonly days: number;
  /** The token that orders, where it is not the environment's; another token is the same order. Secret. */
  readonly token?: string;
}

/** An order that may be placed. */
export interface OriginCaOrderOutputs extends OriginCaOrderInputs {
  /** When it is to be placed anew: ISO 8601, UTC. */
  readonly renewAt: string;
}

/** Why an order is placed anew, as of `now`: what changed, and `renewAt` when its certificate is due. A time that cannot be read is past. */
export function orderChanges(olds: OriginCaOrderOutputs, news: OriginCaOrderInputs, now: number): string[] {
  const changed = (["hostnames", "keyType", "days"] as const).filter((key) => canonical(olds[key]) !== canonical(news[key]));
  return now < Date.parse(olds.renewAt) ? changed : [...changed, "renewAt"];
}
