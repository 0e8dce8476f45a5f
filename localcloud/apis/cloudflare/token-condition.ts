import { holds, networks } from "../../zones/networks";

/** From where a token may be used: https://developers.cloudflare.com/fundamentals/api/how-to/restrict-tokens/ */
export interface TokenCondition {
  readonly request_ip: {
    /** The only address ranges that may use it. */
    readonly in?: readonly string[];
    /** The address ranges that may not. */
    readonly not_in?: readonly string[];
  };
}

/** Whether a token may be used from an address; without a condition from all. */
export function admits(condition: TokenCondition | undefined, address: string): boolean {
  if (!condition) return true;
  const { in: only, not_in: never = [] } = condition.request_ip;
  return (only === undefined || holds(networks(only), address)) && !holds(networks(never), address);
}
