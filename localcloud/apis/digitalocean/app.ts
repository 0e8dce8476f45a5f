import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { readBodyFirst } from "../common/body-first";
import { NoAddressLeft } from "../../machines/addresses";
import { isBearer } from "../common/bearer";
import { RateLimit } from "../common/rate-limit";
import { accountRoutes } from "./account";
import type { Backend } from "./backend";
import { catalogRoutes } from "./catalog-routes";
import { actionRoutes } from "./actions";
import { dropletActionRoutes } from "./droplet-actions";
import { dropletRoutes } from "./droplets";
import { firewallMemberRoutes } from "./firewall-members";
import { firewallRoutes } from "./firewalls";
import { ApiError, badRequest, notFound, notImplemented, unauthorized, unprocessable } from "./errors";
import { keyRoutes } from "./keys";
import { reservedIpActionRoutes } from "./reserved-ip-actions";
import { reservedIpRoutes } from "./reserved-ips";
import { tagRoutes } from "./tags";

const maximumBody = 1024 * 1024;

// https://docs.digitalocean.com/reference/api/intro/#section/Introduction/Rate-Limit
const requestsPerHour = 5000;

/** DigitalOcean's API, version 2, as a function from requests to answers. Requests must contain `token`, or `ownToken`, for which none is counted. */
export function digitalOceanApp(backend: Backend, token: string, ownToken: string): Hono {
  const limit = new RateLimit(requestsPerHour);
  // Clients append `v2/...` to an address with or without a slash at its end.
  const app = new Hono({ getPath: (request) => new URL(request.url).pathname.replace(/\/{2,}/g, "/") });
  app.use(async (c, next) => {
    c.header("x-request-id", randomUUID());
    const authorization = c.req.header("Authorization");
    if (isBearer(authorization, ownToken)) return next();
    if (!isBearer(authorization, token)) throw unauthorized();
    for (const [name, value] of Object.entries(limit.count(Date.now()))) c.header(name, value);
    if (limit.isExceeded) throw new ApiError(429, "too_many_requests", "API Rate limit exceeded.");
    return next();
  });
  app.use(bodyLimit({ maxSize: maximumBody, onError: () => refuseBody() }));
  app.use(readBodyFirst);
  accountRoutes(app);
  keyRoutes(app, backend);
  catalogRoutes(app);
  dropletRoutes(app, backend);
  dropletActionRoutes(app, backend);
  actionRoutes(app, backend);
  firewallRoutes(app, backend);
  firewallMemberRoutes(app, backend);
  reservedIpRoutes(app, backend);
  reservedIpActionRoutes(app, backend);
  tagRoutes(app, backend);
  app.notFound((c) => answer(c, backend, c.req.path.startsWith("/v2/") ? notImplemented(`${c.req.method} ${c.req.path}`) : notFound()));
  app.onError((error, c) => answer(c, backend, error));
  return app;
}

function refuseBody(): never {
  throw badRequest("The request's body is larger than 1 MiB.");
}

function answer(c: Context, { log }: Backend, error: Error): Response {
  const request = { method: c.req.method, path: c.req.path };
  const refusal = refusalOf(error);
  if (refusal.status === 500) log.error("digitalocean.failed", { ...request, error: error.stack ?? error.message });
  if (refusal.status === 501) log.error("digitalocean.not-implemented", request);
  return c.json({ id: refusal.id, message: refusal.message, request_id: c.res.headers.get("x-request-id") }, refusal.status);
}

function refusalOf(error: Error): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof NoAddressLeft) return unprocessable(error.message);
  return new ApiError(500, "server_error", "Unexpected error of the local cloud: its log says more");
}
