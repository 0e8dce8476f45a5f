import { createHash } from "node:crypto";
import type { Hono } from "hono";
import type { Backend, Env } from "./context";
import { success } from "./envelope";

/** https://developers.cloudflare.com/api/resources/ips/ : the addresses that the edge's requests to an origin come from. */
export function ipRoutes(app: Hono<Env>, { edgeRanges }: Backend): void {
  const result = {
    etag: createHash("sha256").update(edgeRanges.join()).digest("hex").slice(0, 32),
    ipv4_cidrs: edgeRanges.filter((range) => !range.includes(":")),
    ipv6_cidrs: edgeRanges.filter((range) => range.includes(":")),
  };
  app.get("/ips", (c) => success(c, result));
}
