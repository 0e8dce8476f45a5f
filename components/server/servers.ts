import * as v from "valibot";
import { oneOf } from "../shared/words";
import type { AssetReader } from "../application/common/application-plan";
import type { Content } from "../application/common/content";
import { apache } from "./apache/apache";
import { caddy } from "./caddy/caddy";
import type { HttpServerContext, ServerPlan, WebServer } from "./common/web-server";
import { gunicorn } from "./gunicorn/gunicorn";
import { haproxy } from "./haproxy/haproxy";
import { nginx } from "./nginx/nginx";

/** Every kind of web server. */
const kinds = [
  nginx,
  gunicorn,
  caddy,
  apache,
  haproxy,
] as const;

/** The HTTPS server of a site, and its settings. */
export type ServerSettings = Parameters<(typeof kinds)[number]["plan"]>[0];

/** What may be said about a site's server. */
export const serverSchema = v.variant("kind", kinds.map(({ schema }) => schema));

const registry: readonly WebServer<ServerSettings, Content>[] = kinds;

/** What the server of a site adds to its release. Throws when it cannot serve the content. */
export function planServer(settings: ServerSettings, context: HttpServerContext<Content>, asset: AssetReader): ServerPlan {
  const server = registry.find(({ kind }) => kind === settings.kind);
  const { content, domain } = context;
  if (server?.serves.includes(content.kind)) return server.plan(settings, context, asset);
  throw new Error(`Cannot plan ${settings.kind} for ${domain} as it cannot ${verbs[content.kind]}: use ${oneOf(serversOf(content.kind))}`);
}

const verbs: Readonly<Record<Content["kind"], string>> = { upstream: "pass requests on", files: "serve files", wsgi: "run a program in Python" };

/** The kinds of server that serve a kind of content. */
export function serversOf(content: Content["kind"]): string[] {
  return registry.filter(({ serves }) => serves.includes(content)).map(({ kind }) => kind);
}

/** Whether a kind of server, of which nothing has been checked, serves nothing over http. */
export function isHttpsOnly(server: unknown): boolean {
  return registry.some(({ kind, httpsOnly = false }) => kind === server && httpsOnly);
}
