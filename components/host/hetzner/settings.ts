import * as v from "valibot";
import { imagesOf } from "../common/platform";
import { dualStack, type DualStack, type SiteHost, type Vendor } from "../common/vendor";

/** A server at Hetzner Cloud. */
export interface HetznerMachine extends DualStack {
  /** The provider of the machine. */
  readonly provider: "hetzner";
  /** The location's name, e.g. `fsn1`. A change replaces the server. */
  readonly region: string;
  /** The server type's name, e.g. `cx23`. A change powers the server off, changes its type and powers it on. */
  readonly size: string;
  /**
   * The image's name: Debian or Ubuntu. A change replaces the server.
   * @default "debian-12"
   */
  readonly image?: string;
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
  },
  machineId: v.pipe(v.string(), v.regex(/^\d+$/, "must be the id of a server")),
};
