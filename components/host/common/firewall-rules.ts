import * as v from "valibot";
import { addressRange } from "../../shared/address";
import { settings } from "../../shared/validation";

/** Who may reach the web ports of a host. */
export type WebAccess = WebAccessForEveryone | WebAccessForNobody | WebAccessForEdge;

/** Everyone may reach them. */
export interface WebAccessForEveryone {
  readonly from: "everyone";
}

/** No one may reach them. */
export interface WebAccessForNobody {
  readonly from: "nobody";
}

/** Only the edge may reach them. */
export interface WebAccessForEdge {
  readonly from: "edge";
  /** Its address ranges, e.g. those that `edgeRanges` finds. */
  readonly ranges: readonly string[];
}

/** Who may reach SSH. */
export interface SshAccess {
  /** The address ranges, e.g. `203.0.113.0/24`. The machine that runs Pulumi must be in one of them. */
  readonly from: readonly string[];
}

/** TCP ports that are open besides those of the web and of SSH. */
export interface OpenPort {
  /** One port, or a range like `40000-40099`. */
  readonly ports: string;
  /** The address ranges that may reach it. */
  readonly from: readonly string[];
}

const someRanges = v.pipe(v.array(addressRange), v.minLength(1, "must hold at least one address range"));

/** The schema of `WebAccess`. */
export const webAccessSchema = v.variant("from", [
  settings({ from: v.literal("everyone") }),
  settings({ from: v.literal("nobody") }),
  settings({ from: v.literal("edge"), ranges: someRanges }),
]);

/** The schema of `SshAccess`. */
export const sshAccessSchema = settings({ from: someRanges });

/** The schema of the other open ports. */
export const openPortsSchema = v.array(
  settings({
    ports: v.pipe(v.string(), v.check(isPortRange, "must be a port like 25, or a range of ports like 40000-40099")),
    from: someRanges,
  }),
);

function isPortRange(text: string): boolean {
  if (!/^[1-9]\d{0,4}(-[1-9]\d{0,4})?$/.test(text)) return false;
  const [first = 0, last = first] = text.split("-").map(Number);
  return first <= last && last <= 65535;
}

/** Every address. */
export const everywhere: readonly string[] = ["0.0.0.0/0", "::/0"];

const webPorts = ["80", "443"];

/** A rule for what may reach a host. */
export interface InboundRule {
  readonly protocol: "tcp" | "icmp";
  /** Left out for icmp. */
  readonly portRange?: string;
  readonly sourceAddresses: string[];
}

/**
 * The inbound rules of a host: SSH (keys only) for everyone or the named ranges, http and https for those with access,
 * and the other open ports. Throws on an empty list of edge ranges: an unknown edge must not become access for everyone.
 */
export function inboundRules(web: WebAccess, open: readonly OpenPort[] = [], ssh: SshAccess = { from: everywhere }): InboundRule[] {
  if (web.from === "edge" && web.ranges.length === 0) {
    throw new Error("Cannot write the firewall as the edge must have address ranges: the proxy's list is empty. Try again, or admit everyone on purpose");
  }
  return [
    rule("22", ssh.from),
    ...(web.from === "nobody" ? [] : webPorts.map((port) => rule(port, web.from === "edge" ? web.ranges : everywhere))),
    ...open.map(({ ports, from }) => rule(ports, from)),
    { protocol: "icmp", sourceAddresses: [...everywhere] },
  ];
}

/** Rules that admit everyone to the web ports, and to nothing else. */
export function everybodysRules(): InboundRule[] {
  return webPorts.map((port) => rule(port, everywhere));
}

function rule(portRange: string, sources: readonly string[]): InboundRule {
  return { protocol: "tcp", portRange, sourceAddresses: [...sources].sort() };
}

/** A rule for what a host may send. */
export interface OutboundRule {
  readonly protocol: "tcp" | "udp" | "icmp";
  readonly portRange?: string;
  readonly destinationAddresses: string[];
}

/** The outbound rules: everything is allowed. The API returns every notation of "all ports" in this form, so that a refresh sees no difference. */
export const outboundRules: readonly OutboundRule[] = [
  { protocol: "tcp", portRange: "all", destinationAddresses: [...everywhere] },
  { protocol: "udp", portRange: "all", destinationAddresses: [...everywhere] },
  { protocol: "icmp", destinationAddresses: [...everywhere] },
];
