import { createHash } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

/**
 * One local cloud: the folder with its state, and its addresses.
 *
 * Every local cloud of a machine occupies one slot. The slot determines its loopback address and its
 * network of droplets, so that several can run side by side without sharing a port.
 */
export interface Instance {
  /** Eight hexadecimal digits, derived from the folder. Part of the name of everything in podman that belongs to this cloud. */
  readonly id: string;
  /** Absolute path of the state folder. */
  readonly directory: string;
  /** The loopback address on which the APIs, the DNS server and the edge listen, e.g. `127.77.0.1`. */
  readonly address: string;
  /** The podman network of the droplets. */
  readonly network: string;
  /** Its subnet, e.g. `198.51.100.0/27`. */
  readonly subnet: string;
  /** The machine's own address in that subnet: droplets see the edge's requests come from it. */
  readonly gateway: string;
  /** Addresses that are led to machines by routes, e.g. `203.0.113.0/27`. */
  readonly floatingSubnet: string;
}

/** The ports on {@link Instance.address}. */
export const ports = {
  digitalocean: 4001,
  cloudflare: 4002,
  hetzner: 4003,
  linode: 4004,
  dns: 53,
  http: 80,
  https: 443,
  acme: 14000,
  acmeManagement: 15000,
} as const;

/** The slots of one machine: a /24 of documentation addresses (RFC 5737), divided into eight parts. */
export const slots = [0, 1, 2, 3, 4, 5, 6, 7] as const;
export type Slot = (typeof slots)[number];

/** Something that runs inside the daemon until it is closed. */
export interface Part {
  close(): Promise<void>;
}

/** The state folder: `TLSUP_LOCAL_DIR`, else `local` in {@link dataDirectory}. */
export function localDirectory(environment: NodeJS.ProcessEnv): string {
  return canonical(environment["TLSUP_LOCAL_DIR"] || join(dataDirectory(environment), "local"));
}

/** The folder for the user's data, shared by all local clouds. */
export function dataDirectory(environment: NodeJS.ProcessEnv): string {
  return join(environment["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "tlsup");
}

/** The local cloud of `directory` in `slot`. */
export function instanceAt(directory: string, slot: Slot): Instance {
  const canonicalDirectory = canonical(directory);
  const id = createHash("sha256").update(canonicalDirectory).digest("hex").slice(0, 8);
  const first = slot * 32;
  return {
    id,
    directory: canonicalDirectory,
    address: `127.77.${slot}.1`,
    network: `tlsup-${id}`,
    subnet: `198.51.100.${first}/27`,
    gateway: `198.51.100.${first + 1}`,
    floatingSubnet: `203.0.113.${first}/27`,
  };
}

/** The folder's path without symbolic links; also works for a folder that does not exist yet. */
function canonical(directory: string): string {
  const absolute = resolve(directory);
  if (existsSync(absolute)) return realpathSync(absolute);
  return join(canonical(dirname(absolute)), basename(absolute));
}
