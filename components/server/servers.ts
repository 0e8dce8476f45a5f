import * as v from "valibot";
import { registered } from "../shared/registered";
import { settings } from "../shared/validation";
import { oneOf } from "../shared/words";
import type { AssetReader } from "../application/common/application-plan";
import type { Content } from "../application/common/content";
import type { HttpServerContext, ServerPlan, WebServer } from "./common/web-server";
import * as registry from "./registry";

/** The HTTPS server of a site, and its settings. */
export type ServerSettings = NonNullable<(typeof registry)[keyof typeof registry]["types"]>["settings"];

const kinds: readonly WebServer<ServerSettings, Content>[] = registered(registry);

/** @internal The schema of a site's server. */
export const serverSchema = v.variant(
  "kind",
  kinds.map(({ entries }) => settings(entries)),
);

/** What a site's server adds to its release. Throws if it cannot serve the content. */
export function planServer(settings: ServerSettings, context: HttpServerContext<Content>, asset: AssetReader): ServerPlan {
  const server = kinds.find(({ kind }) => kind === settings.kind);
  const { content, domain } = context;
  if (server?.serves.includes(content.kind)) return server.plan(settings, context, asset);
  throw new Error(`Cannot plan ${settings.kind} for ${domain} as it cannot ${verbs[content.kind]}: use ${oneOf(serversOf(content.kind))}`);
}

const verbs: Readonly<Record<Content["kind"], string>> = { upstream: "pass requests on", files: "serve files", wsgi: "run a program in Python" };

/** The kinds of server that serve a kind of content. */
export function serversOf(content: Content["kind"]): string[] {
  return kinds.filter(({ serves }) => serves.includes(content)).map(({ kind }) => kind);
}

/** Whether a server, given by its unchecked kind, serves a kind of content. */
export function serves(server: unknown, content: Content["kind"]): boolean {
  return serversOf(content).some((kind) => kind === server);
}

/** Whether a server, given by its unchecked kind, serves nothing over http. */
export function isHttpsOnly(server: unknown): boolean {
  return kinds.some(({ kind, httpsOnly = false }) => kind === server && httpsOnly);
}
