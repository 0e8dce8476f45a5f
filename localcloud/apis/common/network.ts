import { isIP, isIPv4 } from "node:net";

/** The first and the last port of a range such as `80-85`, or of a single port; undefined for any other text. */
export function portRange(text: string): readonly [first: number, last: number] | undefined {
  const [first = 0, last = first, ...more] = text.split("-").map((port) => (/^\d{1,5}$/.test(port) ? Number(port) : 0));
  return more.length === 0 && first >= 1 && first <= last && last <= 65535 ? [first, last] : undefined;
}

/** Whether a text is an address with a prefix length. */
export function isNetwork(text: string): boolean {
  const [address = "", length, ...more] = text.split("/");
  if (isIP(address) === 0 || more.length > 0 || length === undefined || !/^\d{1,3}$/.test(length)) return false;
  return Number(length) <= (isIPv4(address) ? 32 : 128);
}
