/** The record types that the local cloud serves. */
export type RecordType = "A" | "AAAA" | "CNAME" | "TXT" | "CAA" | "MX" | "SSHFP";

/** A DNS record as in Cloudflare's API, without the fields that only the API needs. */
export interface ZoneRecord {
  readonly id: string;
  readonly zoneId: string;
  /** Fully qualified, lower case, no trailing dot. */
  readonly name: string;
  readonly type: RecordType;
  readonly content: string;
  /** Seconds; 1 means automatic (served as 300). */
  readonly ttl: number;
  readonly proxied: boolean;
  /** When it stopped being proxied, RFC 3339; absent if it is proxied, or never was. */
  readonly leftProxyOn?: string;
  /** MX only. */
  readonly priority?: number;
  /** CAA and SSHFP only. */
  readonly data?: CaaData | SshfpData;
}

/** The fields of a CAA record. */
export interface CaaData {
  readonly flags: number;
  readonly tag: string;
  readonly value: string;
}

/** The fields of an SSHFP record, by Cloudflare's names. */
export interface SshfpData {
  readonly algorithm: number;
  readonly type: number;
  /** Hexadecimal digits. */
  readonly fingerprint: string;
}

/** How the edge connects to the origin. */
export type SslMode = "off" | "flexible" | "full" | "strict";

/** The settings of a zone that the edge uses. */
export interface EdgeSettings {
  readonly ssl: SslMode;
  readonly alwaysUseHttps: boolean;
  readonly minTlsVersion: "1.0" | "1.1" | "1.2" | "1.3";
  readonly tls13: boolean;
  /** Whether origins of the zone that ask for a certificate get the one that all customers share. */
  readonly sharedOriginPull: boolean;
  /** How the cache treats a query string: as another answer, as an answer that is not cached, or not at all. */
  readonly cacheLevel: "aggressive" | "basic" | "simplified";
  /** Seconds for which browsers keep at least what the cache handles; 0 leaves it to the origin. */
  readonly browserCacheTtl: number;
  /** The cache is bypassed. */
  readonly developmentMode: boolean;
  /** Every visitor is challenged. */
  readonly underAttack: boolean;
  /** `Strict-Transport-Security`, which the edge adds; absent if disabled. */
  readonly hsts?: { readonly maxAge: number; readonly includeSubdomains: boolean; readonly preload: boolean };
}

/** A zone's data for the DNS server and the edge. */
export interface Zone {
  readonly id: string;
  /** E.g. `example.test`. */
  readonly name: string;
  readonly nameServers: readonly string[];
  readonly settings: EdgeSettings;
}

/** The zone data for the DNS server and the edge; always current. */
export interface ZoneData {
  /** The zone that contains `name`: the longest match. */
  zoneOf(name: string): Zone | undefined;
  /** All records with exactly this name. */
  recordsAt(name: string): readonly ZoneRecord[];
  /** Whether any record exists below `name` (an empty non-terminal answers NOERROR, not NXDOMAIN). */
  hasDescendants(name: string): boolean;
}
