import { isIPv6 } from "node:net";

/** A kind of packets that a firewall lets through. */
export interface FirewallRule {
  readonly protocol: "tcp" | "udp" | "icmp";
  /** Inclusive; absent means all ports. Ignored for ICMP. */
  readonly ports?: { readonly first: number; readonly last: number };
  /** The other side: IPv4 or IPv6, with or without a prefix length. */
  readonly addresses: readonly string[];
}

/** The packets that may enter and leave a host; apart from answers, all others are dropped. */
export interface FirewallPolicy {
  readonly inbound: readonly FirewallRule[];
  readonly outbound: readonly FirewallRule[];
}

const table = "inet cloud_firewall";

/**
 * The nft(8) script that applies a policy in one transaction, in its own table: the nftables rules of the host's owner
 * stay as they are, and both must let a packet through.
 */
export function renderFirewall(policy: FirewallPolicy | undefined): string {
  // nftables(8): a table must exist to be deleted.
  const removal = `table ${table}\ndelete table ${table}\n`;
  if (!policy) return removal;
  return `${removal}table ${table} {
${renderChain("input", "iif", "saddr", policy.inbound)}
${renderChain("output", "oif", "daddr", policy.outbound)}
}
`;
}

function renderChain(hook: "input" | "output", loopback: "iif" | "oif", side: "saddr" | "daddr", rules: readonly FirewallRule[]): string {
  const lines = [
    `type filter hook ${hook} priority filter - 10; policy drop;`,
    "ct state established,related accept",
    `${loopback} "lo" accept`,
    // RFC 4890 section 4.4.1: without neighbour discovery there is no IPv6 at all.
    "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, nd-router-advert } accept",
    ...new Set(rules.flatMap((rule) => rule.addresses.map((address) => `${matchAddress(side, address)} ${matchProtocol(rule, address)} accept`))),
  ];
  return `  chain ${hook} {\n${lines.map((line) => `    ${line}`).join("\n")}\n  }`;
}

function matchAddress(side: "saddr" | "daddr", address: string): string {
  // nft refuses a comparison with a prefix of zero bits.
  if (address.endsWith("/0")) return `meta nfproto ${isV6(address) ? "ipv6" : "ipv4"}`;
  return isV6(address) ? `ip6 ${side} ${canonical(address)}` : `ip ${side} ${address}`;
}

function matchProtocol({ protocol, ports }: FirewallRule, address: string): string {
  if (protocol === "icmp") return `meta l4proto ${isV6(address) ? "ipv6-icmp" : "icmp"}`;
  if (!ports) return `meta l4proto ${protocol}`;
  return `${protocol} dport ${ports.first === ports.last ? String(ports.first) : `${String(ports.first)}-${String(ports.last)}`}`;
}

/** The form of RFC 5952: nft cannot read some other forms, such as `::1:0.0.0.1`. */
function canonical(address: string): string {
  const [host = "", length] = address.split("/");
  const shortest = new URL(`http://[${host}]`).hostname.slice(1, -1);
  return length === undefined ? shortest : `${shortest}/${length}`;
}

function isV6(address: string): boolean {
  return isIPv6(address.split("/")[0] ?? "");
}
