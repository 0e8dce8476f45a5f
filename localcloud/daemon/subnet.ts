/** An IPv4 network in use on this machine, and what uses it. */
export interface UsedSubnet {
  /** CIDR, e.g. `10.88.0.0/16`. */
  readonly subnet: string;
  /** E.g. `podman network tlsup-0123abcd` or `interface eth0`. */
  readonly user: string;
}

/** Whether two IPv4 networks have an address in common. An IPv6 network has none in common with either. */
export function overlaps(one: string, other: string): boolean {
  const [a, b] = [range(one), range(other)];
  return a !== undefined && b !== undefined && a.first <= b.last && b.first <= a.last;
}

function range(cidr: string): { first: number; last: number } | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, length = 0] = match.slice(1).map(Number);
  const size = 2 ** (32 - length);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = address - (address % size);
  return { first, last: first + size - 1 };
}
