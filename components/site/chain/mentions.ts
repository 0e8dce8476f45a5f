/** Whether a record's content is an address, or contains it as a word, like `v=spf1 ip4:198.51.100.7 -all`. */
export function mentions(content: string, address: string): boolean {
  return content === address || content.split(/[\s"':=,;/]+/).includes(address);
}
