import { canonicalAddress } from "../../shared/address";

/** Whether a record's content is an address, or contains it as a word, like `v=spf1 ip4:198.51.100.7 -all`. */
export function mentions(content: string, address: string): boolean {
  const words = content.split(/[\s"'=,;/[\]]+/).flatMap((word) => [word.replace(/^\W?ip6:/i, ""), ...word.split(":")]);
  return content === address || words.some((word) => canonicalAddress(word) === address);
}
