import * as v from "valibot";
import { settings } from "../shared/validation";

/** A droplet at DigitalOcean. */
export interface DigitalOceanMachine {
  readonly provider: "digitalocean";
  /** The region's slug, e.g. `fra1`. Another one replaces the droplet. */
  readonly region: string;
  /** The size's slug, e.g. `s-1vcpu-1gb`. Another one powers the droplet off, resizes it and powers it on. */
  readonly size: string;
  /**
   * The image's slug: Debian 12 or newer. Another one replaces the droplet.
   * @default "debian-12-x64"
   */
  readonly image?: string;
}

/** The host of a site at DigitalOcean. */
export interface DigitalOceanHost extends DigitalOceanMachine {
  /**
   * Whether the site gets an address that outlives the droplet.
   * @default false
   */
  readonly reservedIp?: boolean;
}

/** The image that a host runs. */
export const image = v.pipe(v.string(), v.regex(/^debian-1[23]-x64$/, "must be debian-12-x64 or debian-13-x64"));

/** Where the machine is. */
export const region = v.pipe(v.string(), v.regex(/^[a-z]{3}\d$/, "must be a region like fra1"));

/** The schema of {@link DigitalOceanMachine}. */
export const digitalOceanMachine = {
  provider: v.literal("digitalocean"),
  region,
  size: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9.]+)+$/, "must be a size like s-1vcpu-1gb")),
  image: v.optional(image),
};

/** What may be said about a host. */
export const hostSchema = v.variant("provider", [settings({ ...digitalOceanMachine, reservedIp: v.optional(v.boolean()) })]);

/** The image of a host whose settings name none. */
export const defaultImage = "debian-12-x64";
