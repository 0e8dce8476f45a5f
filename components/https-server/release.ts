import { createHash } from "node:crypto";
import { canonical } from "../shared/canonical";

/** A systemd unit that a release affects. */
export interface Service {
  readonly unit: string;
  /** How it takes a new release up; one that is not running is started in either case. */
  readonly action: "reload" | "restart";
  /**
   * The paths in the release that concern it, by their beginning.
   * @default everything: it takes up each release
   */
  readonly when?: string;
}

/** How a release is proven once its services have taken it up. */
export interface Probe {
  /** The name that the client asks for: SNI and Host. */
  readonly serverName: string;
  readonly port: number;
  /** SHA-256 of the leaf that must be served: 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** The path that must answer below 500. */
  readonly healthPath: string;
}

/** What shall be on the host: plain data, complete. */
export interface Release {
  /** The site's name on the host: a safe file name, the domain. */
  readonly site: string;
  /** Debian packages that must be installed. */
  readonly packages: readonly string[];
  /** Files of the release by their path in it; owner root, mode 0644. */
  readonly files: Readonly<Record<string, string>>;
  /** As {@link files}, with mode 0600, and never displayed. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Symbolic links on the host: absolute path → path in the release. */
  readonly links: Readonly<Record<string, string>>;
  /** Commands that must succeed before anything is activated. */
  readonly checks: readonly (readonly string[])[];
  readonly services: readonly Service[];
  readonly probe: Probe;
}

/** The folder of a site on its host. */
export function siteFolder(site: string): string {
  return `/opt/tlsup/${site}`;
}

/** The folder of the release that is in force: one symbolic link, swapped atomically. */
export function currentFolder(site: string): string {
  return `${siteFolder(site)}/current`;
}

/** Where the leaf and its intermediates are in a release. */
export const fullChainPath = "tls/fullchain.pem";
/** Where their private key is. */
export const privateKeyPath = "tls/privkey.pem";

/** What a release is called: 12 hexadecimal digits that change with anything in it. */
export function releaseId(release: Release): string {
  return sha256(canonical(release)).slice(0, 12);
}

/** 64 lower-case hexadecimal digits. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
