import { Tallies } from "./tallies";

const day = 86_400;

/** The edge's answers, kept as long as in the analytics of the Free plan (developers.cloudflare.com/waf/analytics/security-events). */
export class Traffic {
  /** Every request for a site of a zone. */
  readonly requests = new Tallies(7 * day);
  /** Requests that the edge kept from the origin to protect the zone. */
  readonly events = new Tallies(day);
}
