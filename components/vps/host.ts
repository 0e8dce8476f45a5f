/** A droplet at DigitalOcean. */
export interface DigitalOceanHost {
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
  /**
   * Whether the site gets an address that outlives the droplet.
   * @default false
   */
  readonly reservedIp?: boolean;
}

/** The image of a host whose settings name none. */
export const defaultImage = "debian-12-x64";
