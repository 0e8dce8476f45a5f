/** Who may reach the web ports of a host. */
export type WebAccess = { readonly from: "everyone" } | { readonly from: "edge"; readonly ranges: readonly string[] };

/** A rule as DigitalOcean's firewall takes it. */
export interface InboundRule {
  readonly protocol: "tcp" | "icmp";
  /** Left out for icmp. */
  readonly portRange?: string;
  readonly sourceAddresses: string[];
}

const everywhere = ["0.0.0.0/0", "::/0"];

/**
 * The inbound rules of a host: SSH for everyone (keys only), http and https for those with access.
 * Throws on an empty list of edge ranges: "nobody knows the edge" must not become "everyone is the edge".
 */
export function inboundRules(web: WebAccess): InboundRule[] {
  if (web.from === "edge" && web.ranges.length === 0) {
    throw new Error("Cannot write the firewall as the edge must have address ranges: the proxy's list is empty. Try again, or admit everyone on purpose");
  }
  const sources = web.from === "edge" ? [...web.ranges].sort() : everywhere;
  return [
    { protocol: "tcp", portRange: "22", sourceAddresses: everywhere },
    { protocol: "tcp", portRange: "80", sourceAddresses: sources },
    { protocol: "tcp", portRange: "443", sourceAddresses: sources },
    { protocol: "icmp", sourceAddresses: everywhere },
  ];
}

/** A rule for what a host may send. */
export interface OutboundRule {
  readonly protocol: "tcp" | "udp" | "icmp";
  readonly portRange?: string;
  readonly destinationAddresses: string[];
}

/** The outbound rules: everything. The API gives any notation of "all ports" back as this one, so that a refresh sees no difference. */
export const outboundRules: readonly OutboundRule[] = [
  { protocol: "tcp", portRange: "all", destinationAddresses: everywhere },
  { protocol: "udp", portRange: "all", destinationAddresses: everywhere },
  { protocol: "icmp", destinationAddresses: everywhere },
];
