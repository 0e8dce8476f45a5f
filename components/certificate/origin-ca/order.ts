import { canonical } from "../../shared/canonical";
import type { KeyType } from "../common/settings";

/** The inputs of a certificate order; another order gives another certificate. */
export interface OriginCaOrderInputs {
  /** The names. */
  readonly hostnames: readonly string[];
  /** The key type. */
  readonly keyType: KeyType;
  /** How long the certificate is valid, in days. */
  readonly days: number;
  /** The token for the order, if it is not the environment's; with another token it is the same order. Secret. */
  readonly token?: string;
}

/** An order that may be placed. */
export interface OriginCaOrderOutputs extends OriginCaOrderInputs {
  /** When it must be placed again: ISO 8601, UTC. */
  readonly renewAt: string;
}

/** Why an order is placed again, as of `now`: the changed inputs, and `renewAt` when its certificate is due. An unreadable time counts as past. */
export function orderChanges(olds: OriginCaOrderOutputs, news: OriginCaOrderInputs, now: number): string[] {
  const changed = (["hostnames", "keyType", "days"] as const).filter((key) => canonical(olds[key]) !== canonical(news[key]));
  return now < Date.parse(olds.renewAt) ? changed : [...changed, "renewAt"];
}
