import { createHash } from "node:crypto";
import type { Hono } from "hono";
import type { Backend, Env } from "./context";
import { success } from "./envelope";

/** https://developers.cloudflare.com/api/resources/ips/ : the addresses that the edge's requests to an origin come from. */
export function ipRoutes(app: Hono<Env>, { edgeRanges }: Backend): void {
  app.get("/ips", (c) => {
    const ranges = edgeRanges();
    return success(c, {
      etag: createHash("sha256").update(ranges.join()).digest("hex").slice(0, 32),
      ipv4_cidrs: ranges.filter((range) => !range.includes(":")),
      ipv6_cidrs: ranges.filter((range) => range.includes(":")),
    });
  });
}
