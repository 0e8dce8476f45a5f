import * as v from "valibot";
import type { CertificateSource } from "../certificate/certificate";
import { isProvenByHost } from "../certificate/certbot/settings";
import { certificateSchema, sourceFaults } from "../certificate/certificate-schema";
import { applicationSchema, type Application } from "../https-server/application/application";
import { serverSchema, type ServerSettings } from "../https-server/servers/servers";
import { servicesSchema, type ServiceSettings } from "../https-server/servers/services";
import type { CloudflareProxy } from "../proxied-record/zone-settings";
import { defaultZone, domainNameProblem, isWithin } from "../shared/domain-name";
import { ConfigurationError, type Fault } from "../shared/fault";
import { faultsOf } from "../shared/validation";
import type { DigitalOceanHost } from "../vps/host";
import { serviceFaults } from "./service-faults";

/** What a user says about a site: the arguments of `HttpsSite`, and `tlsup:site` in a stack's configuration. */
export interface SiteConfig {
  /** The host name that visitors type, e.g. `blog.example.com`. Lower case, without a trailing dot. */
  readonly domain: string;
  /** The machine that the site runs on. */
  readonly host: DigitalOceanHost;
  /** What stands between the visitors and the host. */
  readonly proxy: CloudflareProxy;
  /** Where the origin's certificate comes from. */
  readonly certificate: CertificateSource;
  /** The HTTPS server on the host. */
  readonly server: ServerSettings;
  /**
   * An application that is deployed along with the server, which passes requests on to it.
   * @default none: `server.upstream` answers
   */
  readonly application?: Application;
  /**
   * What the host serves beside the site, with the same certificate: mail, files, a database; at most one of each kind. A service whose
   * `serverName` is not the domain gets a record of its own, which leads past the edge to the host and so shows the host's address.
   * @default nothing
   */
  readonly services?: readonly ServiceSettings[];
}

const hostname = v.pipe(v.string(), v.rawCheck(({ dataset, addIssue }) => {
  const problem = dataset.typed ? domainNameProblem(dataset.value) : undefined;
  if (problem) addIssue({ message: problem });
}));

/** Files and units on the host are named by the domain, and the longest of these names, `tlsup-ftps-<domain>.service.tlsup-new`, has at most 255 bytes. */
const domain = v.pipe(hostname, v.maxLength(226, "must be at most 226 characters long, as files on the host are named by it"));

const host = v.variant("provider", [
  v.strictObject({
    provider: v.literal("digitalocean"),
    region: v.pipe(v.string(), v.regex(/^[a-z]{3}\d$/, "must be a region like fra1")),
    size: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9.]+)+$/, "must be a size like s-1vcpu-1gb")),
    image: v.optional(v.pipe(v.string(), v.regex(/^debian-1[23]-x64$/, "must be debian-12-x64 or debian-13-x64"))),
    reservedIp: v.optional(v.boolean()),
  }),
]);

const proxy = v.variant("provider", [
  v.strictObject({
    provider: v.literal("cloudflare"),
    ssl: v.picklist(["off", "flexible", "full", "strict"]),
    zone: v.optional(hostname),
    alwaysUseHttps: v.optional(v.boolean()),
    minTlsVersion: v.optional(v.picklist(["1.0", "1.1", "1.2", "1.3"])),
  }),
]);

/** What may be said about a site, field by field. */
export const siteSchema = v.strictObject({ domain, host, proxy, certificate: certificateSchema, server: serverSchema, application: v.optional(applicationSchema), services: v.optional(servicesSchema) });

/**
 * Checks what a user said, and returns it. Throws {@link ConfigurationError} with every fault, each with its path below `root`.
 *
 * @example
 * ```ts
 * import { siteConfig } from "tlsup";
 * const config = siteConfig({ domain: "blog.example.com" }, "tlsup:site"); // throws: host, proxy, certificate and server are required
 * ```
 */
export function siteConfig(value: unknown, root: string): SiteConfig {
  const partly = value as Partly<SiteConfig>;
  const tooLarge = sizeFaults(value, root);
  if (tooLarge.length > 0) throw new ConfigurationError(tooLarge);
  const faults = [...faultsOf(siteSchema, value, root), ...zoneFaults(partly, root), ...certificateFaults(partly, root), ...reachabilityFaults(partly, root), ...upstreamFaults(partly, root), ...namesOfServicesFaults(partly, root), ...filesFaults(partly, root), ...gunicornFaults(partly, root)];
  if (faults.length > 0) throw new ConfigurationError(faults);
  return value as SiteConfig;
}

/** A configuration is kept in state, shown in differences and sent to the host as a whole. */
const largestConfiguration = 1024 * 1024;

function sizeFaults(value: unknown, root: string): Fault[] {
  const size = Buffer.byteLength(JSON.stringify(value) ?? "");
  if (size <= largestConfiguration) return [];
  return [{ path: root, problem: `must be at most ${largestConfiguration} bytes as JSON: current value has ${size}`, remedy: "Put certificates into files, and what else is large into the application" }];
}

/** A value whose shape has not been checked, so that combinations are judged along with everything else. */
type Partly<T> = { readonly [Key in keyof T]?: Partial<T[Key]> | null } | null | undefined;

function zoneFaults(value: Partly<SiteConfig>, root: string): Fault[] {
  const domain: unknown = value?.domain;
  const zone: unknown = value?.proxy?.zone;
  if (typeof domain !== "string" || typeof zone !== "string" || isWithin(domain, zone)) return [];
  return [{ path: `${root}.proxy.zone`, problem: `must hold the domain ${domain}: current value is ${JSON.stringify(zone)}`, remedy: "Name the zone at Cloudflare that the domain is part of, or leave it out" }];
}

function certificateFaults(value: Partly<SiteConfig>, root: string): Fault[] {
  const domain: unknown = value?.domain;
  const zone: unknown = value?.proxy?.zone;
  if (typeof domain !== "string") return [];
  return sourceFaults(value?.certificate, `${root}.certificate`, domain, typeof zone === "string" ? zone : defaultZone(domain));
}

/** The edge answers for a host without a certificate in strict mode, also when it is the CA that it has redirected to https. */
function reachabilityFaults(value: Partly<SiteConfig>, root: string): Fault[] {
  if (!isProvenByHost({ ...value?.certificate }) || value?.proxy?.ssl !== "strict" || value.proxy.alwaysUseHttps === false) return [];
  return [{ path: `${root}.certificate.challenge`, problem: 'must be dns-01 with proxy.ssl strict, as the edge redirects the CA to https: current value is "http-01"', remedy: "Use dns-01, or set proxy.alwaysUseHttps to false: then the host itself redirects visitors" }];
}

function namesOfServicesFaults(value: Partly<SiteConfig>, root: string): Fault[] {
  const domain: unknown = value?.domain;
  const zone: unknown = value?.proxy?.zone;
  if (typeof domain !== "string") return [];
  return serviceFaults(value?.services, { domain, zone: typeof zone === "string" ? zone : defaultZone(domain), certificate: { ...value?.certificate }, root });
}

function upstreamFaults(value: Partly<SiteConfig>, root: string): Fault[] {
  if (!value?.server || value.server.kind === "gunicorn") return [];
  const path = `${root}.server.upstream`;
  const upstream: unknown = value.server.upstream;
  if (upstream === undefined && !value.application) {
    return [{ path, problem: "is required when there is no application", remedy: "Say where requests are passed on to, like http://127.0.0.1:8000, or add an application" }];
  }
  if (upstream !== undefined && value.application) {
    return [{ path, problem: `must be left out when there is an application: current value is ${JSON.stringify(upstream)}`, remedy: "Requests go to the application; remove one of the two" }];
  }
  return [];
}

function filesFaults(value: Partly<SiteConfig>, root: string): Fault[] {
  const application: unknown = value?.application?.kind;
  if (value?.server?.kind !== "haproxy" || application !== "static") return [];
  return [{ path: `${root}.server.kind`, problem: 'must be a server that can serve files when the application is static: current value is "haproxy"', remedy: "Use nginx, caddy or apache: haproxy only passes requests on" }];
}

function gunicornFaults(value: Partly<SiteConfig>, root: string): Fault[] {
  if (value?.server?.kind !== "gunicorn") return [];
  const kind: unknown = value.application?.kind;
  const ssl: unknown = value.proxy?.ssl;
  return [
    ...(kind === "wsgi" || kind === "demo" ? [] : [{ path: `${root}.application.kind`, problem: `must be wsgi or demo with server.kind gunicorn, which runs the application itself: current value is ${JSON.stringify(kind)}`, remedy: "Give the application in Python, or take another server" }]),
    ...(ssl === "off" || ssl === "flexible" ? [{ path: `${root}.proxy.ssl`, problem: `must be full or strict with server.kind gunicorn, which serves nothing over http: current value is ${JSON.stringify(ssl)}`, remedy: "Set it to full, or to strict with a certificate that the edge trusts" }] : []),
  ];
}
