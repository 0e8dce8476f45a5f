import * as v from "valibot";
import { settings } from "../../shared/validation";
import type { AssetReader } from "../../application/common/application-plan";
import type { Content, FilesContent, UpstreamContent } from "../../application/common/content";
import type { Edge } from "../../edge/common/request-headers";
import { currentFolder, type Release } from "../../release/common/release";
import type { StoredData } from "../../release/effects/stored-data";
import type { Platform } from "../../host/common/platform";
import { namesOf, type ServedName, type ServedNames } from "./served-name";
import type { TlsLevel } from "./tls-policy";

/** The settings that all HTTPS servers share. */
export interface HttpServerSettings {
  /**
   * The URL to pass requests on to. Required without an application, refused with one.
   */
  readonly upstream?: string;
  /**
   * Whether the host redirects http to https.
   * @default true
   */
  readonly redirectToHttps?: boolean;
  /**
   * The largest request body.
   * @default "1m"
   */
  readonly maxBodySize?: string;
  /**
   * The path that must answer, or a push is rolled back.
   * @default "/"
   */
  readonly healthPath?: string;
  /**
   * Mozilla's policy; `modern`: TLS 1.3 only.
   * @default "intermediate"
   */
  readonly tls?: TlsLevel;
  /**
   * Tells browsers to use only https for `maxAge`, even if the site changes.
   * @default none
   */
  readonly hsts?: Hsts;
}

/** The Strict-Transport-Security header. Source: RFC 6797, section 6.1. */
export interface Hsts {
  /**
   * How long browsers obey, in seconds.
   * @default 63072000: two years
   */
  readonly maxAge?: number;
  /**
   * Whether it also applies to every name below the domain.
   * @default false
   */
  readonly includeSubdomains?: boolean;
}

/** What a server's configuration depends on beyond its settings. */
export interface ServerContext extends ServedNames {
  /** The site's name on its host: see {@link Release.site}. */
  readonly site: string;
  readonly platform: Platform;
  /** The edge in front of the server. */
  readonly edge: Edge;
  /**
   * Whether the server admits only https clients with a certificate from the release's CA.
   * @default false
   */
  readonly lockdown?: boolean;
}

/** Like {@link ServerContext}, for servers of web sites. */
export interface HttpServerContext<Served extends Content = UpstreamContent | FilesContent> extends ServerContext {
  readonly content: Served;
}

/** A server's part of a release. Its paths in the release begin with the server's kind. */
export interface ServerPlan extends Pick<Release, "packages" | "files" | "links" | "checks" | "services" | "ports" | "probes"> {
  /** @default none: no path belongs to the domain */
  readonly names?: Release["names"];
  /** @default none: it has no other names */
  readonly aliases?: Release["aliases"];
  /** @default none */
  readonly certificateFiles?: Release["certificateFiles"];
  /** @default none */
  readonly preparation?: Release["preparation"];
  /** @default none */
  readonly complaints?: Release["complaints"];
  /** @default none */
  readonly takeovers?: Release["takeovers"];
  /** @default none */
  readonly data?: StoredData;
  /** @default none: each site's own counts */
  readonly sharedTls?: TlsLevel;
}

/** A kind of web server, for the registry. */
export interface WebServer<Settings extends HttpServerSettings & { readonly kind: string }, Served extends Content = UpstreamContent | FilesContent> {
  readonly kind: Settings["kind"];
  /** @internal The schemas of its settings. */
  readonly entries: { readonly kind: v.GenericSchema } & v.ObjectEntries;
  /** @internal What it can serve. */
  readonly serves: readonly Served["kind"][];
  /**
   * @internal Whether http is always redirected or refused, regardless of the settings.
   * @default false
   */
  readonly httpsOnly?: boolean;
  /** @internal Its part of a release. */
  plan(settings: Settings, context: HttpServerContext<Served>, asset: AssetReader): ServerPlan;
  /** The type of its settings. Never set. */
  readonly types?: { readonly settings: Settings };
}

/** The ports that every web server listens on. */
export function webPorts(unit: string): Release["ports"] {
  return [80, 443].map((port) => ({ port, unit }));
}

/** The probes that every web server must answer after a push, one for each name. */
export function webProbes({ healthPath = "/" }: HttpServerSettings, names: ServedNames): Release["probes"] {
  return namesOf(names).map((serverName) => ({ protocol: "https", serverName, port: 443, healthPath }));
}

/** The folder in a release with the configuration that still serves former names: see {@link Release.names}. */
export function formerFolder(site: string): string {
  return `${currentFolder(site)}/former`;
}

/** Where the host places answers to an ACME CA for names that no site serves yet. */
export function answersFolder(site: string): string {
  return `/run/tlsup-answers/${site}`;
}

/** In {@link answerFiles}, stands for the name. */
export const anyName = "NAME";

/**
 * A template for what answers an ACME CA for a name that no site serves yet, while a certificate for it is ordered. Visitors of that name are led to the
 * domain; locks and promises to browsers are for the site's own names alone. `render` renders a name.
 */
export function answerFiles<Settings extends HttpServerSettings>(
  settings: Settings,
  context: HttpServerContext,
  render: (settings: Omit<Settings, "hsts">, context: HttpServerContext, served: ServedName) => string,
): Release["files"] {
  const own = { ...settings, redirectToHttps: false, hsts: undefined };
  return { answer: render(own, { ...context, lockdown: false }, { name: anyName, leadsTo: context.domain }) };
}

/** The header's value. */
export function hstsValue({ maxAge = 63_072_000, includeSubdomains = false }: Hsts): string {
  return `max-age=${maxAge}${includeSubdomains ? "; includeSubDomains" : ""}`;
}

/** A size like `10m` in bytes. */
export function bytesOf(size: string): number {
  const units: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
  return parseInt(size, 10) * (units[size.slice(-1)] ?? 1);
}

/** The schema entries of {@link HttpServerSettings}, to spread into a server's schema. */
export const httpServerEntries = {
  upstream: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^http:\/\/[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*:[1-9]\d{0,4}$/,
        "must be an address like http://127.0.0.1:8000",
      ),
      v.check((url) => !(Number(/:(\d+)$/.exec(url)?.[1]) > 65535), "must have a port of at most 65535"),
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
