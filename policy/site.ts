import type { LeafFacts, Trust } from "tlsup";
import { certificateOf } from "./certificate";
import { namesPast } from "./past";
import { isWithin, Later, read, textOf, type SeenResource } from "./resources";
import { serverOf } from "./server";
import { Zone } from "./zone";

/** A setting that the resources do not tell, and the values that it may have. */
export interface OpenSetting {
  /** The path in a site's settings. */
  readonly path: readonly string[];
  readonly values: readonly unknown[];
  /**
   * Its value, if it becomes known later.
   * @default the program does not say it at all
   */
  readonly later?: Later;
}

/** A site, put together from a program's resources. */
export interface SeenSite {
  readonly domain: string;
  /** The record that leads visitors there. */
  readonly urn: string;
  /** Settings of an `HttpsSite`, without the open ones. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly open: readonly OpenSetting[];
  /** Absent while the certificate is not made. */
  readonly leaf?: LeafFacts;
  readonly trusts: readonly Trust[];
  /** Names that lead past the edge to the address behind it. */
  readonly past: readonly string[];
}

const record = "cloudflare:index/dnsRecord:DnsRecord";
const modes = ["off", "flexible", "full", "strict"];

/** The sites of a program, but for those of an `HttpsSite`, which judges itself and knows which findings are accepted. */
export function sitesOf(all: readonly SeenResource[]): SeenSite[] {
  const resources = all.filter((each) => !isWithin(each, "tlsup:index:HttpsSite"));
  const records = resources.filter((each) => each.type === record && ["A", "AAAA", "CNAME"].includes(textOf(each, "type") ?? ""));
  const releases = resources.filter((each) => each.type === "tlsup:index:Release");
  const names = [...new Set(records.flatMap((each) => textOf(each, "name") ?? []))];
  return names.flatMap((domain) => {
    const own = records.filter((each) => textOf(each, "name") === domain);
    const proxied = own.find((each) => read(each, "proxied") === true);
    const release = releases.find((each) => serves(each, domain));
    const leading = proxied ?? own[0];
    if (!leading || (!proxied && !release) || own.some((each) => read(each, "proxied") instanceof Later)) return [];
    return [siteOf({ domain, leading, isProxied: proxied !== undefined, release, records }, resources)];
  });
}

interface Found {
  readonly domain: string;
  readonly leading: SeenResource;
  readonly isProxied: boolean;
  readonly release: SeenResource | undefined;
  readonly records: readonly SeenResource[];
}

function siteOf({ domain, leading, isProxied, release, records }: Found, resources: readonly SeenResource[]): SeenSite {
  const { settings: proxy, open } = isProxied ? edgeOf(domain, leading, resources) : { settings: { provider: "cloudflare", proxied: false }, open: [] };
  const isIpv6Only = !isProxied && records.every((each) => textOf(each, "name") !== domain || textOf(each, "type") === "AAAA");
  const server = serverOf(release);
  const files = release && read(release, "files");
  const certificate = release && certificateOf(release, resources);
  return {
    domain,
    urn: leading.urn,
    settings: {
      domain,
      host: hostOf(release, isIpv6Only),
      proxy,
      application: { kind: "demo" },
      lockdown: release !== undefined && read(release, "files", "clients/authority.pem") !== undefined,
      ...server.settings,
      ...(certificate?.source && { certificate: certificate.source }),
    },
    open: [
      ...open,
      ...server.open,
      ...(files instanceof Later ? [{ path: ["lockdown"], values: [true, false], later: files }] : []),
      ...(certificate?.source ? [] : [{ path: ["certificate"], values: certificates }]),
    ],
    ...(certificate?.leaf && { leaf: certificate.leaf }),
    trusts: certificate?.trusts ?? [],
    past: isProxied ? namesPast(domain, records) : [],
  };
}

const certificates = [{ source: "self-signed" }, { source: "lets-encrypt" }];

/** By the names of its server, as everything in a release waits for the last setting of the server. */
function serves(release: SeenResource, name: string): boolean {
  const { parent } = release;
  if (parent && (textOf(parent, "domain") === name || hasItem(parent, "aliases", { name }))) return true;
  return hasItem(release, "probes", { protocol: "https", serverName: name });
}

/** Whether a list has an item with these values. The others, and other items, may become known later. */
function hasItem(resource: SeenResource, list: string, values: Readonly<Record<string, string>>): boolean {
  const items = read(resource, list);
  const has = (index: number): boolean => Object.entries(values).every(([key, value]) => textOf(resource, list, String(index), key) === value);
  return Array.isArray(items) && [...items.keys()].some(has);
}

/** The settings of the edge for a name. What a program does not say about the zone may be anything. */
function edgeOf(domain: string, leading: SeenResource, resources: readonly SeenResource[]): Pick<SeenSite, "settings" | "open"> {
  const zone = new Zone(leading, resources);
  const { ssl, level } = zone.ofName();
  const [redirects, oldest, tls13, header] = ["always_use_https", "min_tls_version", "tls_1_3", "security_header"].map((id) => zone.setting(id));
  const hsts = headerOf(header);
  const settings = {
    provider: "cloudflare",
    // The zone's own name is never one that its certificate does not cover.
    zone: (zone.hasOwnCertificates ? undefined : zone.name) ?? domain,
    ...(typeof ssl === "string" && { ssl }),
    ...(level !== undefined && { underAttack: level === "under_attack" }),
    ...(typeof redirects === "string" && { alwaysUseHttps: redirects === "on" }),
    ...(typeof oldest === "string" && { minTlsVersion: oldest }),
    zoneWide: { ...(typeof tls13 === "string" && { tls13: tls13 !== "off" }), ...(hsts && { hsts }) },
  };
  const open = (path: string, value: unknown, values: readonly unknown[]): OpenSetting[] =>
    typeof value === "string" ? [] : [{ path: ["proxy", path], values, ...(value instanceof Later && { later: value }) }];
  return {
    settings,
    open: [
      ...open("ssl", ssl, modes),
      ...open("alwaysUseHttps", redirects, [true, false]),
      ...(oldest instanceof Later ? open("minTlsVersion", oldest, ["1.0", "1.2", "1.3"]) : []),
    ],
  };
}

/** HSTS as Cloudflare's setting has it. Source: https://developers.cloudflare.com/api/resources/zones/subresources/settings/ */
function headerOf(value: unknown): object | undefined {
  const text: unknown = typeof value === "string" ? JSON.parse(value) : value instanceof Later ? undefined : value;
  const header = (text as { strict_transport_security?: Readonly<Record<string, unknown>> } | undefined)?.strict_transport_security;
  if (!header) return undefined;
  const { enabled, max_age: maxAge, include_subdomains: includeSubdomains, preload } = header;
  return { maxAge: enabled === true ? maxAge : 0, includeSubdomains, preload };
}

/** tlsup makes no firewall for a machine that is there already. Only some hosts can be without IPv4. */
function hostOf(release: SeenResource | undefined, isIpv6Only: boolean): object {
  const isExisting = release?.dependencies.some(({ type }) => type === "tlsup:index:HostIdentity") ?? false;
  if (isExisting) return { provider: "existing", address: isIpv6Only ? "2001:db8::1" : "198.51.100.1" };
  return { provider: "hetzner", region: "fsn1", size: "cx23", ...(isIpv6Only && { ipv4Enabled: false }) };
}
