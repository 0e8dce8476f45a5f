import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { readBodyFirst } from "../common/body-first";
import { NoAddressLeft } from "../../machines/addresses";
import { isBearer } from "../common/bearer";
import { RateLimit } from "../common/rate-limit";
import { actionRoutes, actionsOfRoutes } from "./actions";
import type { Backend } from "./backend";
import { catalogRoutes } from "./catalog-routes";
import { ApiError, badRequest, notFound, notImplemented, unauthorized } from "./errors";
import { firewallRoutes } from "./firewalls";
import { floatingIpRoutes } from "./floating-ips";
import { keyRoutes } from "./keys";
import { serverActionRoutes } from "./server-actions";
import { serverRoutes } from "./servers";

const maximumBody = 1024 * 1024;

// https://docs.hetzner.cloud/reference/cloud#rate-limiting
const requestsPerHour = 3600;

/** Hetzner Cloud's API, version 1, as a function from requests to answers; requests must contain `token`. */
export function hetznerApp(backend: Backend, token: string): Hono {
  const limit = new RateLimit(requestsPerHour);
  const app = new Hono();
  app.use(async (c, next) => {
    if (!isBearer(c.req.header("Authorization"), token)) throw unauthorized();
    for (const [name, value] of Object.entries(limit.count(Date.now()))) c.header(name, value);
    if (limit.isExceeded) throw new ApiError(429, "rate_limit_exceeded", `limit of ${String(requestsPerHour)} requests per hour reached`);
    await next();
  });
  app.use(bodyLimit({ maxSize: maximumBody, onError: () => refuseBody() }));
  app.use(readBodyFirst);
  keyRoutes(app, backend);
  catalogRoutes(app);
  serverRoutes(app, backend);
  serverActionRoutes(app, backend);
  actionsOfRoutes(app, backend, "/v1/servers", "server");
  actionRoutes(app, backend);
  firewallRoutes(app, backend);
  actionsOfRoutes(app, backend, "/v1/firewalls", "firewall");
  floatingIpRoutes(app, backend);
  actionsOfRoutes(app, backend, "/v1/floating_ips", "floating_ip");
  app.notFound((c) => answer(c, backend, c.req.path.startsWith("/v1/") ? notImplemented(`${c.req.method} ${c.req.path}`) : notFound()));
  app.onError((error, c) => answer(c, backend, error));
  return app;
}

function refuseBody(): never {
  throw badRequest("the request's body is larger than 1 MiB");
}

function answer(c: Context, { log }: Backend, error: Error): Response {
  const request = { method: c.req.method, path: c.req.path };
  const refusal = refusalOf(error);
  if (refusal.status === 500) log.error("hetzner.failed", { ...request, error: error.stack ?? error.message });
  if (refusal.status === 501) log.error("hetzner.not-implemented", request);
  const { code, message, details } = refusal;
  return c.json({ error: { code, message, details } }, refusal.status);
}

function refusalOf(error: Error): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof NoAddressLeft) return new ApiError(403, "resource_limit_exceeded", error.message);
  return new ApiError(500, "server_error", "Unexpected error of the local cloud: its log says more");
}
