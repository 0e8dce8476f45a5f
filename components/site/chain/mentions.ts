/** Whether a record's content is an address, or has it among its words, as `v=spf1 ip4:198.51.100.7 -all` has. */
export function mentions(content: string, address: string): boolean {
  return content === address || content.split(/[\s"':=,;/]+/).includes(address);
}
