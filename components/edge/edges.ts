import { cloudflareWords } from "./cloudflare/request-headers";
import type { Edge } from "./common/request-headers";

/** The edge that asks from `ranges`; without any, what it would say is believed of nobody. */
export function edgeFrom(ranges: readonly string[]): Edge {
  return { ...cloudflareWords, ranges };
}
