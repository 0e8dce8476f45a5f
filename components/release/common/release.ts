import { createHash } from "node:crypto";
import { canonical } from "../../shared/canonical";
import { safeFileName } from "../../shared/file-name";
import type { Keys } from "../../shared/picked";

/** A systemd unit that a release affects. */
export interface Service {
  /** Its name to systemd. */
  readonly unit: string;
  /**
   * How it takes a new release up; one that is not running is started in either case. `reload-workers` is a reload by a signal, which
   * says nothing: it counts when the main process has started new workers.
   */
  readonly action: "reload" | "reload-workers" | "restart";
  /**
   * The paths in the release that concern it, by their beginning.
   * @default everything: it takes up each release
   */
  readonly when?: string;
  /**
   * The title of its worker processes, where those that `reload-workers` has replaced accept connections for a moment longer: a certificate counts as
   * proven when they are gone.
   * @default none: a worker that was replaced accepts nothing
   */
  readonly lingering?: string;
}

/** A port that a unit of the release listens on. */
export interface HeldPort {
  /** The port. */
  readonly port: number;
  /** The unit, by its name to systemd. */
  readonly unit: string;
}

/** How one port of a release is proven once its services have taken it up. */
export type Probe = HttpsProbe | TlsProbe;

/** A web server: the certificate must be served, and a path must answer. */
export interface HttpsProbe {
  readonly protocol: "https";
  /** The name that the client asks for: SNI and Host. */
  readonly serverName: string;
  /** The port on the host. */
  readonly port: number;
  /** The path that must answer below 500. */
  readonly healthPath: string;
}

/** Another server: the certificate must be served, from the first byte on (`tls`) or after the protocol's own STARTTLS. */
export interface TlsProbe {
  /** What is spoken there. */
  readonly protocol: "tls" | "smtp" | "imap" | "pop3" | "ftp" | "postgres";
  /** The name that the client asks for: SNI. */
  readonly serverName: string;
  /** The port on the host. */
  readonly port: number;
}

/** The certificate of a release: a part of it, or what an ACME client on the host keeps up to date. */
export type ReleaseCertificate = CarriedCertificate | LineageCertificate;

/** The chain is among the release's files, its key among the secrets. */
export interface CarriedCertificate {
  readonly source: "release";
  /** SHA-256 of the leaf that must be served: 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** Chain and key are taken on the host from where certbot keeps them, at each activation and at each renewal. */
export interface LineageCertificate {
  readonly source: "lineage";
  /** The folder that holds `fullchain.pem` and `privkey.pem`. */
  readonly folder: string;
}

/** Chain and key once more, for a server that wants them in one file or as another user's. Made on the host, mode 0600. */
export interface CertificateFile {
  /** Its path in the release. */
  readonly path: string;
  /** What it consists of, in this order. */
  readonly parts: readonly ("fullChain" | "privateKey")[];
  /** The user that owns it. */
  readonly owner: string;
}

/** A folder of this machine that travels to the host; only what the host lacks is sent. */
export interface Tree {
  /** Its path, relative to the program's folder. */
  readonly source: string;
  /** SHA-256 over the names and the content of everything in it: 64 lower-case hexadecimal digits. */
  readonly digest: string;
  /** What it holds, for whoever reads a preview: the beginning of the SHA-256 of each file, or of each folder when there are many. */
  readonly parts: Readonly<Record<string, string>>;
}

/** What shall be on the host: plain data, complete. */
export interface Release {
  /** What the site is called on its host, for as long as it lives: a safe file name. */
  readonly site: string;
  /** The host name that is served. It may become another one. */
  readonly domain: string;
  /** Debian packages that must be installed, in Debian's own notation: `nginx`, or `nginx (>= 1.22)`. */
  readonly packages: readonly string[];
  /** Files of the release by their path in it; owner root, mode 0644. */
  readonly files: Readonly<Record<string, string>>;
  /** Files as in `files`, with mode 0600. Secret. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Folders of the release by their path in it; owner root, readable by everybody. */
  readonly trees: Readonly<Record<string, Tree>>;
  /** The certificate that is served. */
  readonly certificate: ReleaseCertificate;
  /** Chain and key once more, where a server wants them otherwise. */
  readonly certificateFiles: readonly CertificateFile[];
  /**
   * Commands that complete the release, run as root in its folder before it is tested. Under `.before` they find the originals of
   * {@link takeovers}, by their absolute path.
   */
  readonly preparation: readonly (readonly string[])[];
  /** Symbolic links on the host: absolute path → path in the release. */
  readonly links: Readonly<Record<string, string>>;
  /** Those of {@link links} that may stand in for a file that is not tlsup's: it is kept, and put back when the site is removed. */
  readonly takeovers: readonly string[];
  /** Commands that must succeed before anything is activated. */
  readonly checks: readonly (readonly string[])[];
  /** The units that take the release up. */
  readonly services: readonly Service[];
  /** The ports that the services listen on: no other process of the host may have them. */
  readonly ports: readonly HeldPort[];
  /** The paths in the release that it serves its domain by. After a change of the domain they serve the one before, until its record is gone. */
  readonly names: readonly string[];
  /** How it is proven. */
  readonly probes: readonly Probe[];
}

/** Where a host keeps its sites. */
export const sitesFolder = "/opt/tlsup";

/** The folder of a site on its host. Throws on a name that would lead elsewhere: a push writes there, and a removal deletes it. */
export function siteFolder(site: string): string {
  return `${sitesFolder}/${safeFileName(site)}`;
}

/** The folder of the release that is in force: one symbolic link, swapped atomically. */
export function currentFolder(site: string): string {
  return `${siteFolder(site)}/current`;
}

/** Where the leaf and its intermediates are in a release. */
export const fullChainPath = "tls/fullchain.pem";
/** Where their private key is. */
export const privateKeyPath = "tls/privkey.pem";

/** The CA of the clients that a locked server serves, where a release has one. */
export const clientAuthorityPath = "clients/authority.pem";
/** What the release is proven with, made on the host for it. */
export const provingClientPath = "clients/proof.pem";
/** Both, for a server that takes one file. */
export const trustedClientsPath = "clients/trusted.pem";

/** What a release is called: 12 hexadecimal digits that change with anything in it. */
export function releaseId(release: Release): string {
  return sha256(canonical(release)).slice(0, 12);
}

/** 64 lower-case hexadecimal digits. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What of a release is planned from settings: all but what is secret, and the certificate. */
export const planKeys: Keys<Omit<Release, "secrets" | "certificate">> = {
  site: true,
  domain: true,
  packages: true,
  files: true,
  trees: true,
  certificateFiles: true,
  preparation: true,
  links: true,
  takeovers: true,
  checks: true,
  services: true,
  ports: true,
  names: true,
  probes: true,
};
