import { BlockList, isIP } from "node:net";

/** The addresses in some ranges; an address without a length is a range of its own. */
export function networks(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    list.addSubnet(address, Number(bits ?? (familyOf(address) === "ipv6" ? 128 : 32)), familyOf(address));
  }
  return list;
}

/** Whether one of them holds an address. */
export function holds(list: BlockList, address: string): boolean {
  return list.check(address, familyOf(address));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
