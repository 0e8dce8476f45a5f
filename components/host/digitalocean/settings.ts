import * as v from "valibot";
import { imagesOf } from "../common/platform";
import { dualStack, type DualStack, type SiteHost, type Vendor } from "../common/vendor";

/** A droplet at DigitalOcean. */
export interface DigitalOceanMachine extends DualStack {
  /** The provider of the machine. */
  readonly provider: "digitalocean";
  /** The region's slug, e.g. `fra1`. A change replaces the droplet. */
  readonly region: string;
  /** The size's slug, e.g. `s-1vcpu-1gb`. A change powers the machine off; its disk stays. */
  readonly size: string;
  /**
   * The image's slug: Debian or Ubuntu. A change replaces the droplet.
   * @default "debian-12-x64"
   */
  readonly image?: string;
}

/** The host of a site at DigitalOcean. */
export interface DigitalOceanHost extends DigitalOceanMachine, SiteHost {}

/** The registry entry of DigitalOcean's settings. */
export const digitalocean: Vendor<DigitalOceanMachine, DigitalOceanHost> = {
  provider: "digitalocean",
  machine: {
    ...dualStack,
    provider: v.literal("digitalocean"),
    region: v.pipe(v.string(), v.regex(/^[a-z]{3}\d$/, "must be a region like fra1")),
    size: v.pipe(v.string(), v.regex(/^[a-z0-9_]+(-[a-z0-9._]+)+$/, "must be a size like s-1vcpu-1gb")),
    image: v.optional(imagesOf("digitalocean")),
  },
  machineId: v.pipe(v.string(), v.regex(/^\d+$/, "must be the id of a droplet")),
};
