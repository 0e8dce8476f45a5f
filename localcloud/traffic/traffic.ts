import { Tallies } from "./tallies";

const day = 86_400;

/** What the edge answered, as the analytics of the Free plan remember it (developers.cloudflare.com/waf/analytics/security-events). */
export class Traffic {
  /** Every request for a site of a zone. */
  readonly requests = new Tallies(7 * day);
  /** Those that the edge kept from the origin for the zone's protection. */
  readonly events = new Tallies(day);
}
