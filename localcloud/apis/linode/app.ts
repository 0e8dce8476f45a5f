import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { readBodyFirst } from "../common/body-first";
import { NoAddressLeft } from "../../machines/addresses";
import { isBearer } from "../common/bearer";
import type { Backend } from "./backend";
import { catalogRoutes } from "./catalog";
import { ApiError, notFound, notImplemented, unauthorized } from "./errors";
import { eventRoutes } from "./events";
import { firewallRoutes } from "./firewalls";
import { ipRoutes } from "./ips";
import { keyRoutes } from "./keys";
import { linodeRoutes } from "./linodes";

const maximumBody = 1024 * 1024;

/** Linode's API, version 4, as a function from requests to answers; requests must contain `token`. */
export function linodeApp(backend: Backend, token: string): Hono {
  // Some clients end a collection's path with a slash.
  const app = new Hono({ strict: false });
  app.use(async (c, next) => {
    if (!isBearer(c.req.header("Authorization"), token)) throw unauthorized();
    await next();
  });
  app.use(bodyLimit({ maxSize: maximumBody, onError: () => refuseBody() }));
  app.use(readBodyFirst);
  keyRoutes(app, backend);
  catalogRoutes(app);
  linodeRoutes(app, backend);
  ipRoutes(app, backend);
  firewallRoutes(app, backend);
  eventRoutes(app, backend);
  app.notFound((c) => answer(c, backend, c.req.path.startsWith("/v4/") ? notImplemented(`${c.req.method} ${c.req.path}`) : notFound()));
  app.onError((error, c) => answer(c, backend, error));
  return app;
}

function refuseBody(): never {
  throw new ApiError(413, "The request is larger than 1 MiB");
}

function answer(c: Context, { log }: Backend, error: Error): Response {
  const request = { method: c.req.method, path: c.req.path };
  const { status, reason, field } = refusalOf(error);
  if (status === 500) log.error("linode.failed", { ...request, error: error.stack ?? error.message });
  if (status === 501) log.error("linode.not-implemented", request);
  return c.json({ errors: [{ ...(field !== undefined && { field }), reason }] }, status);
}

function refusalOf(error: Error): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof NoAddressLeft) return new ApiError(400, error.message);
  return new ApiError(500, "Unexpected error of the local cloud: its log says more");
}
