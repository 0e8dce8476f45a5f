import * as v from "valibot";
import { settings } from "../../shared/validation";
import type { AssetReader } from "../../application/common/application-plan";
import type { Content, FilesContent, UpstreamContent } from "../../application/common/content";
import type { Edge } from "../../edge/common/request-headers";
import { currentFolder, type Release } from "../../release/common/release";
import type { StoredData } from "../../release/effects/stored-data";
import type { Platform } from "../../host/common/platform";
import type { TlsLevel } from "./tls-policy";

/** What every HTTPS server can be told. */
export interface HttpServerSettings {
  /**
   * Where requests are passed on to, e.g. `http://127.0.0.1:8000`. Required without an application, refused with one, which is served then.
   */
  readonly upstream?: string;
  /**
   * Whether http on the host redirects to https. With `ssl: "flexible"` at the edge that is an endless loop.
   * @default true
   */
  readonly redirectToHttps?: boolean;
  /**
   * The largest request body that is accepted, e.g. `10m`.
   * @default "1m"
   */
  readonly maxBodySize?: string;
  /**
   * The path that must answer after a push, or the push is rolled back.
   * @default "/"
   */
  readonly healthPath?: string;
  /**
   * Which clients are spoken with, by Mozilla's guidelines: `modern` is TLS 1.3 alone.
   * @default "intermediate"
   */
  readonly tls?: TlsLevel;
  /**
   * Tells browsers to come over https only from now on. They keep to it for as long as it says, whatever becomes of the site.
   * @default none
   */
  readonly hsts?: Hsts;
}

/** The Strict-Transport-Security header. Source: RFC 6797, section 6.1. */
export interface Hsts {
  /**
   * How long browsers keep to it, in seconds.
   * @default 63072000: two years
   */
  readonly maxAge?: number;
  /**
   * Whether it holds for every name below the domain, too.
   * @default false
   */
  readonly includeSubdomains?: boolean;
}

/** What a server's renderer needs to know beyond its settings. */
export interface ServerContext {
  /** What the site is called on its host: see {@link Release.site}. */
  readonly site: string;
  readonly domain: string;
  readonly platform: Platform;
  /** What stands in front of the server. */
  readonly edge: Edge;
  /**
   * Whether only clients are served over https that show a certificate of the release's CA.
   * @default false
   */
  readonly lockdown?: boolean;
}

/** As {@link ServerContext}, for servers of web sites. */
export interface HttpServerContext<Served extends Content = UpstreamContent | FilesContent> extends ServerContext {
  readonly content: Served;
}

/** The part of a release that is one server's. Paths in the release begin with the server's kind. */
export interface ServerPlan extends Pick<Release, "packages" | "files" | "links" | "checks" | "services" | "ports" | "probes"> {
  /** @default none: nothing of it is the domain's own */
  readonly names?: Release["names"];
  /** @default none */
  readonly certificateFiles?: Release["certificateFiles"];
  /** @default none */
  readonly preparation?: Release["preparation"];
  /** @default none */
  readonly takeovers?: Release["takeovers"];
  /** @default none */
  readonly data?: StoredData;
}

/** A kind of web server, as the registry has it. */
export interface WebServer<Settings extends HttpServerSettings & { readonly kind: string }, Served extends Content = UpstreamContent | FilesContent> {
  readonly kind: Settings["kind"];
  /** What may be said about it. */
  readonly schema: v.GenericSchema;
  /** What it can serve. */
  readonly serves: readonly Served["kind"][];
  /**
   * Whether http is redirected or refused, whatever the settings say.
   * @default false
   */
  readonly httpsOnly?: boolean;
  /** Its part of a release. */
  plan(settings: Settings, context: HttpServerContext<Served>, asset: AssetReader): ServerPlan;
}

/** What every web server listens on. */
export function webPorts(unit: string): Release["ports"] {
  return [80, 443].map((port) => ({ port, unit }));
}

/** What every web server must answer after a push. */
export function webProbes({ healthPath = "/" }: HttpServerSettings, domain: string): Release["probes"] {
  return [{ protocol: "https", serverName: domain, port: 443, healthPath }];
}

/** Where a release has what still serves the domain before this one: see {@link Release.names}. */
export function formerFolder(site: string): string {
  return `${currentFolder(site)}/former`;
}

/** The value of the header. */
export function hstsValue({ maxAge = 63_072_000, includeSubdomains = false }: Hsts): string {
  return `max-age=${maxAge}${includeSubdomains ? "; includeSubDomains" : ""}`;
}

/** A size like `10m` in bytes. */
export function bytesOf(size: string): number {
  const units: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
  return parseInt(size, 10) * (units[size.slice(-1)] ?? 1);
}

/** The schema of {@link HttpServerSettings}, to be spread into that of a server. */
export const httpServerEntries = {
  upstream: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^http:\/\/[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*:[1-9]\d{0,4}$/,
        "must be an address like http://127.0.0.1:8000",
      ),
      v.check((url) => Number(url.slice(url.lastIndexOf(":") + 1)) <= 65535, "must have a port of at most 65535"),
    ),
  ),
  redirectToHttps: v.optional(v.boolean()),
  maxBodySize: v.optional(v.pipe(v.string(), v.regex(/^\d{1,9}[kmg]?$/, "must be a size like 512k, 10m or 1g"))),
  healthPath: v.optional(v.pipe(v.string(), v.regex(/^\/[A-Za-z0-9._~/-]*$/, "must be a path like /healthz"))),
  tls: v.optional(v.picklist(["intermediate", "modern"])),
  hsts: v.optional(
    settings({
      maxAge: v.optional(
        v.pipe(
          v.number(),
          v.integer("must be a whole number of seconds"),
          v.minValue(0, "must not be negative"),
          v.maxValue(2 ** 31 - 1, "must be at most 2147483647"),
        ),
      ),
      includeSubdomains: v.optional(v.boolean()),
    }),
  ),
};
