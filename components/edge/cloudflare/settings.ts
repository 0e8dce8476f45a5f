import * as v from "valibot";
import type { Fault } from "../../shared/fault";
import type { Unchecked } from "../../shared/validation";
import type { EdgeKind } from "../common/edge-kind";
import { cloudflareEntries, type CloudflareProxySettings } from "./zone-settings";

/** A record at Cloudflare, behind its proxy or not. */
export type CloudflareProxy = CloudflareProxied | CloudflareDirect;

/** What a record says of the host's SSH server, proxied or not. */
interface PublishedKey {
  /**
   * Whether the host's SSH key is published at the names that lead straight to the host, for SSH clients with `VerifyHostKeyDNS` (SSHFP, RFC 4255): those of
   * services and, with `proxied: false`, those of the site. The zones of these names need DNSSEC.
   * @default false
   */
  readonly sshfp?: boolean;
}

/** A record behind Cloudflare's proxy: visitors connect to the edge, and only the edge connects to the host. */
export interface CloudflareProxied extends CloudflareProxySettings, PublishedKey {
  /**
   * Whether visitors connect to the edge. If not, the record leads them directly to the host, and everybody can see its address.
   * @default true
   */
  readonly proxied?: true;
}

/** A record at Cloudflare that leads visitors directly to the host. It has no settings for an edge, as there is none. */
export interface CloudflareDirect extends PublishedKey {
  readonly provider: "cloudflare";
  /** Whether visitors connect to the edge. */
  readonly proxied: false;
  /**
   * The zone that holds the domain.
   * @default the domain's registrable part: `example.co.uk` for `blog.example.co.uk`
   */
  readonly zone?: string;
  readonly ssl?: never;
  readonly sslFor?: never;
  readonly cache?: never;
  readonly rateLimit?: never;
  readonly underAttack?: never;
  readonly zoneWide?: never;
  readonly alwaysUseHttps?: never;
  readonly minTlsVersion?: never;
  readonly zoneDefaults?: never;
}

const ofTheProxy = ["ssl", "sslFor", "cache", "rateLimit", "underAttack", "zoneWide", "alwaysUseHttps", "minTlsVersion", "zoneDefaults"] as const;

/** The registry entry of Cloudflare. */
export const cloudflare: EdgeKind<CloudflareProxy> = {
  provider: "cloudflare",
  entries: { ...cloudflareEntries, ssl: v.optional(cloudflareEntries.ssl), proxied: v.optional(v.boolean()), sshfp: v.optional(v.boolean()) },
  judged: ofTheProxy,
  faults: proxiedFaults,
  isProxied: ({ proxied }) => proxied !== false,
  hasRecords: true,
};

/** Requires `ssl` for a proxied record, and refuses settings of the proxy for a record without one. */
function proxiedFaults(given: Unchecked, path: string): Fault[] {
  if (given.proxied !== false) {
    if (given.ssl !== undefined) return [];
    return [
      { path: `${path}.ssl`, problem: "is required", remedy: "Say how the edge speaks with the host, or set proxied to false for a record without the edge" },
    ];
  }
  return ofTheProxy
    .filter((name) => given[name] !== undefined)
    .map((name) => ({
      path: `${path}.${name}`,
      problem: "must be left out with proxied: false, as the record leads visitors past the edge, straight to the host",
      remedy: "Remove it, or leave proxied out",
    }));
}
