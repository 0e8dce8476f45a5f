import * as v from "valibot";
import type { Fault } from "../../shared/fault";
import type { Unchecked } from "../../shared/validation";
import { imagesOf } from "../common/platform";
import { dualStack, type DualStack, type SiteHost, type Vendor } from "../common/vendor";

/** A server at Hetzner Cloud. */
export interface HetznerMachine extends DualStack {
  /** The provider of the machine. */
  readonly provider: "hetzner";
  /** The location's name, e.g. `fsn1`. A change replaces the server. */
  readonly region: string;
  /** The server type's name, e.g. `cx23`. A change powers the machine off; its disk stays. */
  readonly size: string;
  /**
   * The image's name: Debian or Ubuntu. A change replaces the server.
   * @default "debian-12"
   */
  readonly image?: string;
  /**
   * Whether the server has a public IPv4 address. Without, it is reached by IPv6 alone. A change replaces the server.
   * @default true
   */
  readonly ipv4Enabled?: boolean;
}

/** The host of a site at Hetzner Cloud. */
export interface HetznerHost extends HetznerMachine, SiteHost {}

/** The registry entry of Hetzner's settings. */
export const hetzner: Vendor<HetznerMachine, HetznerHost> = {
  provider: "hetzner",
  machine: {
    ...dualStack,
    provider: v.literal("hetzner"),
    region: v.pipe(v.string(), v.regex(/^[a-z]{3}\d?$/, "must be a location like fsn1")),
    size: v.pipe(v.string(), v.regex(/^[a-z]{2,4}\d{1,3}$/, "must be a server type like cx23")),
    image: v.optional(imagesOf("hetzner")),
    ipv4Enabled: v.optional(v.boolean()),
  },
  conflicts: withoutIpv4,
  machineId: v.pipe(v.string(), v.regex(/^\d+$/, "must be the id of a server")),
};

/** What a server without an IPv4 address cannot have. */
function withoutIpv4({ ipv4Enabled, dualStack: isDual, reservedIp }: Unchecked, path: string): Fault[] {
  if (ipv4Enabled !== false) return [];
  const refused = (setting: string, why: string): Fault => ({
    path: `${path}.${setting}`,
    problem: `must be false or left out with ipv4Enabled false, ${why}: current value is true`,
    remedy: "Leave one of the two settings out",
  });
  return [
    ...(isDual === true ? [refused("dualStack", "as visitors then reach the server by IPv6 alone")] : []),
    ...(reservedIp === true ? [refused("reservedIp", "as the address that it would get is an IPv4 address")] : []),
  ];
}
