/** The record types that the local cloud serves. */
export type RecordType = "A" | "AAAA" | "CNAME" | "TXT" | "CAA" | "MX";

/** A DNS record, as Cloudflare's API gives it, less what only the API needs. */
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
  /** When it ceased to be proxied, RFC 3339; absent when it is, or never was. */
  readonly leftProxyOn?: string;
  /** MX only. */
  readonly priority?: number;
  /** CAA only. */
  readonly data?: { readonly flags: number; readonly tag: string; readonly value: string };
}

/** How the edge speaks with the origin. */
export type SslMode = "off" | "flexible" | "full" | "strict";

/** The settings of a zone that decide what the edge does. */
export interface EdgeSettings {
  readonly ssl: SslMode;
  readonly alwaysUseHttps: boolean;
  readonly minTlsVersion: "1.0" | "1.1" | "1.2" | "1.3";
  readonly tls13: boolean;
  /** Whether origins of the zone that ask for a certificate see the one that all customers share. */
  readonly sharedOriginPull: boolean;
  /** What a query string means to the cache: another answer, an answer that is not kept, or nothing. */
  readonly cacheLevel: "aggressive" | "basic" | "simplified";
  /** The cache is passed by. */
  readonly developmentMode: boolean;
  /** Every visitor is challenged. */
  readonly underAttack: boolean;
  /** `Strict-Transport-Security` as the edge adds it; absent when disabled. */
  readonly hsts?: { readonly maxAge: number; readonly includeSubdomains: boolean; readonly preload: boolean };
}

/** A zone, as the DNS server and the edge need it. */
export interface Zone {
  readonly id: string;
  /** E.g. `example.test`. */
  readonly name: string;
  readonly nameServers: readonly string[];
  readonly settings: EdgeSettings;
}

/** What the DNS server and the edge ask of the zone data; always the current state. */
export interface ZoneData {
  /** The zone that holds `name`: the longest match. */
  zoneOf(name: string): Zone | undefined;
  /** All records with exactly this name. */
  recordsAt(name: string): readonly ZoneRecord[];
  /** Whether any record exists below `name` (an empty non-terminal answers NOERROR, not NXDOMAIN). */
  hasDescendants(name: string): boolean;
}
