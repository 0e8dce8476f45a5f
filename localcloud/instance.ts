/**
 * One local cloud: the folder that holds its state, and the addresses that are its own.
 *
 * Every local cloud of a machine occupies one slot. The slot decides its loopback address and its
 * network of droplets, so that several run side by side without a port in common.
 */
export interface Instance {
  /** Eight hexadecimal digits, derived from the folder. In the name of everything podman holds for this cloud. */
  readonly id: string;
  /** Absolute path of the state folder. */
  readonly directory: string;
  /** The loopback address on which the APIs, the DNS server and the edge listen, e.g. `127.77.0.1`. */
  readonly address: string;
  /** The podman network of the droplets. */
  readonly network: string;
  /** Its subnet, e.g. `198.51.100.0/26`. */
  readonly subnet: string;
  /** The machine's own address in that subnet: where the edge's requests come from, as a droplet sees them. */
  readonly gateway: string;
}

/** The ports on {@link Instance.address}. */
export const ports = { digitalocean: 4001, cloudflare: 4002, dns: 53, http: 80, https: 443 } as const;

/** Something that runs inside the daemon until it is closed. */
export interface Part {
  close(): Promise<void>;
}
