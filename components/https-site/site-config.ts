import * as v from "valibot";
import type { CertificateSource } from "../certificate/certificate";
import { certificateSchema, sourceFaults } from "../certificate/certificate-schema";
import type { DemoApplication } from "../https-server/application/application";
import type { NginxSettings } from "../https-server/servers/nginx";
import type { CloudflareProxy } from "../proxied-record/zone-settings";
import { defaultZone, domainNameProblem, isWithin } from "../shared/domain-name";
import { ConfigurationError, type Fault } from "../shared/fault";
import { faultsOf } from "../shared/validation";
import type { DigitalOceanHost } from "../vps/host";

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
  readonly server: NginxSettings;
  /**
   * An application that is deployed along with the server, which passes requests on to it.
   * @default none: `server.upstream` answers
   */
  readonly application?: DemoApplication;
}

const hostname = v.pipe(v.string(), v.rawCheck(({ dataset, addIssue }) => {
  const problem = dataset.typed ? domainNameProblem(dataset.value) : undefined;
  if (problem) addIssue({ message: problem });
}));

const variableName = v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of an environment variable (letters, digits, _)"));
const singleLine = v.pipe(v.string(), v.regex(/^[^\0\r\n]*$/, "must be a single line"));
const port = v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(1024, "must be at least 1024"), v.maxValue(65535, "must be at most 65535"));

const host = v.variant("provider", [
  v.strictObject({
    provider: v.literal("digitalocean"),
    region: v.pipe(v.string(), v.regex(/^[a-z]{3}\d$/, "must be a region like fra1")),
    size: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9.]+)+$/, "must be a size like s-1vcpu-1gb")),
    image: v.optional(v.pipe(v.string(), v.regex(/^debian-1[2-9]-x64$/, "must be a Debian image like debian-12-x64"))),
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

const server = v.variant("kind", [
  v.strictObject({
    kind: v.literal("nginx"),
    upstream: v.optional(v.pipe(v.string(), v.regex(/^http:\/\/[A-Za-z0-9.-]+:\d{1,5}$/, "must be an address like http://127.0.0.1:8000"))),
    redirectToHttps: v.optional(v.boolean()),
    maxBodySize: v.optional(v.pipe(v.string(), v.regex(/^\d{1,9}[kmg]?$/, "must be a size like 512k, 10m or 1g"))),
    healthPath: v.optional(v.pipe(v.string(), v.regex(/^\/[A-Za-z0-9._~/-]*$/, "must be a path like /healthz"))),
  }),
]);

const application = v.variant("kind", [
  v.strictObject({
    kind: v.literal("demo"),
    port: v.optional(port),
    environment: v.optional(v.record(variableName, singleLine)),
    secretEnvironment: v.optional(v.record(variableName, v.unknown())),
  }),
]);

const site = v.strictObject({ domain: hostname, host, proxy, certificate: certificateSchema, server, application: v.optional(application) });

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
  const faults = [...faultsOf(site, value, root), ...zoneFaults(partly, root), ...certificateFaults(partly, root), ...upstreamFaults(partly, root)];
  if (faults.length > 0) throw new ConfigurationError(faults);
  return value as SiteConfig;
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

function upstreamFaults(value: Partly<SiteConfig>, root: string): Fault[] {
  if (!value?.server) return [];
  const path = `${root}.server.upstream`;
  const upstream: unknown = value.server.upstream;
  if (upstream === undefined && !value.application) {
    return [{ path, problem: "is required when there is no application", remedy: "Say where nginx passes requests on to, like http://127.0.0.1:8000, or add an application" }];
  }
  if (upstream !== undefined && value.application) {
    return [{ path, problem: `must be left out when there is an application: current value is ${JSON.stringify(upstream)}`, remedy: "Requests go to the application; remove one of the two" }];
  }
  return [];
}
