import type { Hono } from "hono";
import { findImage, findLocation, findServerType, images, locations, serverTypes } from "./catalog";
import { found } from "./errors";
import { list } from "./listing";

/** /v1/locations, /v1/server_types, /v1/images */
export function catalogRoutes(app: Hono): void {
  const asItIs = (item: object): object => item;
  app.get("/v1/locations", (c) => list(c, "locations", locations, asItIs));
  app.get("/v1/locations/:id", (c) => c.json({ location: found(findLocation(c.req.param("id"))) }));
  app.get("/v1/server_types", (c) => list(c, "server_types", serverTypes, asItIs));
  app.get("/v1/server_types/:id", (c) => c.json({ server_type: found(findServerType(c.req.param("id"))) }));
  app.get("/v1/images", (c) => {
    const { type, architecture } = c.req.query();
    // Only the vendor's own images exist: no snapshots, no applications, nothing for ARM.
    const listed = (type || "system") === "system" && (architecture || "x86") === "x86" ? images : [];
    return list(c, "images", listed, asItIs);
  });
  app.get("/v1/images/:id", (c) => c.json({ image: found(findImage(c.req.param("id"))) }));
}
