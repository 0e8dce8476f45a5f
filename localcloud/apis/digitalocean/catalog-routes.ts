import type { Hono } from "hono";
import { findImage, images, regions, sizes } from "./catalog";
import { found } from "./errors";
import { paginate } from "./pagination";

/** /v2/regions, /v2/sizes, /v2/images */
export function catalogRoutes(app: Hono): void {
  app.get("/v2/regions", (c) => {
    const { items, links, meta } = paginate(regions, c.req.url);
    return c.json({ regions: items, links, meta });
  });
  app.get("/v2/sizes", (c) => {
    const { items, links, meta } = paginate(sizes, c.req.url);
    return c.json({ sizes: items, links, meta });
  });
  app.get("/v2/images", (c) => {
    const { type, private: own, tag_name: tag } = c.req.query();
    // Only the vendor's own distributions exist: no applications, no images of the user, no tags.
    const listed = type === "application" || own === "true" || (tag !== undefined && tag !== "") ? [] : images;
    const { items, links, meta } = paginate(listed, c.req.url);
    return c.json({ images: items, links, meta });
  });
  app.get("/v2/images/:image", (c) => c.json({ image: found(findImage(c.req.param("image"))) }));
}
