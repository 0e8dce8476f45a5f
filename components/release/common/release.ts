import { createHash } from "node:crypto";
import { canonical } from "../../shared/canonical";
import { safeFileName } from "../../shared/file-name";
import type { Keys } from "../../shared/picked";

/** A systemd unit that a release affects. */
export interface Service {
  /** Its systemd name. */
  readonly unit: string;
  /**
   * How it applies a new release. A unit that is not running is started in any case. `reload-workers` is a reload by signal, which
   * reports no result: it has succeeded once the main process has started new workers.
   */
  readonly action: "reload" | "reload-workers" | "restart";
  /**
   * The paths in the release that concern it, by their beginning. It only applies releases in which they have changed.
   * @default everything: it applies each release
   */
  readonly when?: string;
  /**
   * The title of its worker processes, if workers that `reload-workers` has replaced accept connections for a moment longer. They are
   * asked to finish by SIGQUIT, and a certificate counts as proven only when they have.
   * @default none: replaced workers accept no connections
   */
  readonly lingering?: string;
  /**
   * Whether sites of one host share the unit, as it keeps them apart by their names.
   * @default false: it serves one site alone
   */
  readonly shared?: boolean;
}

/** A port that a unit of the release listens on. */
export interface HeldPort {
  /** The port. */
  readonly port: number;
  /** The unit's systemd name. */
  readonly unit: string;
  /**
   * `open`: clients elsewhere must reach it. `none`: the unit may leave it out.
   * @default the unit listens on it, at any address
   */
  readonly demand?: "open" | "none";
}

/** How one port of a release is proven once its services have applied it. */
export type Probe = HttpsProbe | TlsProbe;

/** For a web server, which must serve the certificate and answer on a path. */
export interface HttpsProbe {
  readonly protocol: "https";
  /** The name that the client asks for: SNI and Host. Of a wildcard, one that it stands for. */
  readonly serverName: string;
  /** The port on the host. */
  readonly port: number;
  /**
   * The host's IPv6 address.
   * @default the IPv4 address at which the push arrived, or 127.0.0.1
   */
  readonly address?: string;
  /** The path that must answer with a status below 500. */
  readonly healthPath: string;
}

/** For any other server, which must serve the certificate, from the first byte on (`tls`) or after the protocol's own STARTTLS. */
export interface TlsProbe {
  /** The protocol on the port. */
  readonly protocol: "tls" | "smtp" | "imap" | "pop3" | "ftp" | "postgres" | "mysql";
  /** The name that the client asks for: SNI. */
  readonly serverName: string;
  /** The port on the host. */
  readonly port: number;
  /**
   * The host's IPv6 address.
   * @default 127.0.0.1
   */
  readonly address?: string;
}

/** The certificate of a release: a part of it, or one that an ACME client on the host keeps up to date. */
export type ReleaseCertificate = CarriedCertificate | LineageCertificate;

/** The release's files include the chain, and its secrets the key. */
export interface CarriedCertificate {
  readonly source: "release";
  /** SHA-256 of the leaf that must be served, hexadecimal. */
  readonly sha256: string;
}

/** The host copies chain and key from certbot's folder, at each activation and each renewal. */
export interface LineageCertificate {
  readonly source: "lineage";
  /** The folder that holds `fullchain.pem` and `privkey.pem`. */
  readonly folder: string;
}

/** Another copy of chain or key, for a server that needs them in one file or owned by another user. The host makes it, with mode 0600. */
export interface CertificateFile {
  /** Its path in the release. */
  readonly path: string;
  /** Its content, in this order. */
  readonly parts: readonly ("fullChain" | "privateKey")[];
  /** The user that owns it. */
  readonly owner: string;
}

/** A local folder that is copied to the host. Only the files that the host lacks are sent. */
export interface Tree {
  /** Its path, relative to the program's folder. */
  readonly source: string;
  /** SHA-256 over the names and the content of everything in it, hexadecimal. */
  readonly digest: string;
  /** Its content, for previews: the beginning of the SHA-256 of each file, or of each folder if there are many. */
  readonly parts: Readonly<Record<string, string>>;
}

/** Where a probe connects to, in words and as the host reports it: `443`, or `443 of 2001:db8::7`. */
export function placeOf(probe: Probe): string {
  return "address" in probe ? `${probe.port} of ${probe.address}` : String(probe.port);
}

/** Everything that must be on the host, as plain data. */
export interface Release {
  /** The site's name on its host, a safe file name. It never changes. */
  readonly site: string;
  /** The host name that is served. It may change. */
  readonly domain: string;
  /** Debian packages that must be installed, in Debian's own notation: `nginx`, or `nginx (>= 1.22)`. */
  readonly packages: readonly string[];
  /** Files of the release by their path in it; owner root, mode 0644. */
  readonly files: Readonly<Record<string, string>>;
  /** Files as in `files`, with mode 0600. Secret. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Folders of the release by their path in it; owner root, readable by everyone. */
  readonly trees: Readonly<Record<string, Tree>>;
  /** The certificate that is served. */
  readonly certificate: ReleaseCertificate;
  /** Copies of chain or key for servers that need them in another form. */
  readonly certificateFiles: readonly CertificateFile[];
  /**
   * Commands that complete the release. They run as root in its folder before it is tested. The originals of {@link takeovers}
   * are under `.before`, by their absolute path.
   */
  readonly preparation: readonly (readonly string[])[];
  /** Symbolic links on the host: absolute path → path in the release. */
  readonly links: Readonly<Record<string, string>>;
  /** Those of {@link links} that may replace a file that is not tlsup's: it is kept, and put back when the site is removed. */
  readonly takeovers: readonly string[];
  /** Commands that must succeed before anything is activated. */
  readonly checks: readonly (readonly string[])[];
  /**
   * Commands that run once the units have applied the release, and print what a unit could not read of it; nothing if it could read all. They are for
   * units that go on with what they had. The user is warned of one that fails, with its own words.
   */
  readonly complaints: readonly (readonly string[])[];
  /** The units that apply the release. */
  readonly services: readonly Service[];
  /** The ports that the services listen on. No other process on the host may have them. */
  readonly ports: readonly HeldPort[];
  /** The paths of the configuration that serves the domain. When the domain changes, the host keeps them to serve the old one until its record is gone. */
  readonly names: readonly string[];
  /**
   * The other names that are served, which may be wildcards, each with the paths of the configuration that serves only this name. When a name goes, the host
   * keeps them, and the former certificate, to serve it until its record is gone.
   */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  /** How the release is proven. */
  readonly probes: readonly Probe[];
}

/** Every name of a release: the domain first, then the others in alphabetical order. A state may hold a release without `aliases`, which has no others. */
export function hostNames({ domain, aliases = {} }: Pick<Release, "domain"> & Partial<Pick<Release, "aliases">>): string[] {
  return [domain, ...Object.keys(aliases).sort()];
}

/** The folder on a host that holds its sites. */
export const sitesFolder = "/opt/tlsup";

/** The folder of a site on its host. A push writes there and a removal deletes it, so it throws on a name that would lead elsewhere. */
export function siteFolder(site: string): string {
  return `${sitesFolder}/${safeFileName(site)}`;
}

/** The folder of the release in force: one symbolic link, swapped atomically. */
export function currentFolder(site: string): string {
  return `${siteFolder(site)}/current`;
}

/** The path of the leaf and its intermediates in a release. */
export const fullChainPath = "tls/fullchain.pem";
/** The path of their private key. */
export const privateKeyPath = "tls/privkey.pem";

/** The path of the CA whose clients a locked-down server admits. */
export const clientAuthorityPath = "clients/authority.pem";
/** The path of the client certificate for the probes, which the host makes. */
export const provingClientPath = "clients/proof.pem";
/** The path of both, for a server that takes one file. */
export const trustedClientsPath = "clients/trusted.pem";

/** The id of a release: 12 hexadecimal digits that change with any part of it. */
export function releaseId(release: Release): string {
  return sha256(canonical(release)).slice(0, 12);
}

/** 64 lower-case hexadecimal digits. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The parts of a release that are planned from settings: all except the secrets and the certificate. */
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
  complaints: true,
  services: true,
  ports: true,
  names: true,
  aliases: true,
  probes: true,
};
