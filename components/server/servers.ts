import * as v from "valibot";
import type { AssetReader } from "../application/common/application-plan";
import type { Content } from "../application/common/content";
import { apacheSchema, planApache, type ApacheSettings } from "./apache/apache";
import { caddySchema, planCaddy, type CaddySettings } from "./caddy/caddy";
import { gunicornSchema, planGunicorn, type GunicornSettings } from "./gunicorn/gunicorn";
import { haproxySchema, planHaproxy, type HaproxySettings } from "./haproxy/haproxy";
import { nginxSchema, planNginx, type NginxSettings } from "./nginx/nginx";
import type { HttpServerContext, ServerPlan } from "./common/server";

/** The HTTPS server of a site, and its settings. */
export type ServerSettings = NginxSettings | GunicornSettings | CaddySettings | ApacheSettings | HaproxySettings;

/** What may be said about a site's server. */
export const serverSchema = v.variant("kind", [nginxSchema, gunicornSchema, caddySchema, apacheSchema, haproxySchema]);

/** What the server of a site adds to its release. Throws when it cannot serve the content. */
export function planServer(settings: ServerSettings, context: HttpServerContext<Content>, asset: AssetReader): ServerPlan {
  const { content } = context;
  if (settings.kind === "gunicorn") {
    if (content.kind !== "wsgi") throw new Error(`Cannot plan gunicorn for ${context.domain} as it runs the application itself: give an application in Python`);
    return planGunicorn(settings, { ...context, content }, asset);
  }
  if (content.kind === "wsgi") throw new Error(`Cannot plan ${settings.kind} for ${context.domain} as only gunicorn runs a Python program itself`);
  const served = { ...context, content };
  switch (settings.kind) {
    case "nginx":
      return planNginx(settings, served);
    case "caddy":
      return planCaddy(settings, served);
    case "apache":
      return planApache(settings, served);
    case "haproxy":
      return planHaproxy(settings, served);
  }
}
