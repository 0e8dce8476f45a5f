import type { Context, Hono } from "hono";
import * as v from "valibot";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { found, notImplemented, unprocessable } from "./errors";
import { paginate } from "./pagination";
import type { Droplet, State, Tag } from "./state";
import { ensureTags, hasTag, tagNamePattern } from "./tag-record";

const creation = v.object({ name: v.string() });
const resources = v.object({ resources: v.array(v.object({ resource_id: v.union([v.string(), v.number()]), resource_type: v.string() })) });

/** /v2/tags */
export function tagRoutes(app: Hono, { state, lifecycle }: Backend): void {
  app.get("/v2/tags", (c) => {
    const { items, links, meta } = paginate(state.tags.list(), c.req.url);
    return c.json({ tags: items.map((tag) => viewTag(state, tag, c.req.url)), links, meta });
  });

  app.post("/v2/tags", (c) => {
    const { name } = readBody(c, creation);
    if (!tagNamePattern.test(name)) throw unprocessable("Tag name may have letters, numbers, colons, dashes and underscores, 255 at most");
    ensureTags(state, [name]);
    return c.json({ tag: viewTag(state, found(findTag(state, name)), c.req.url) }, 201);
  });

  app.get("/v2/tags/:name", (c) => c.json({ tag: viewTag(state, found(findTag(state, c.req.param("name"))), c.req.url) }));

  app.delete("/v2/tags/:name", (c) => {
    const tag = found(findTag(state, c.req.param("name")));
    const without = (names: readonly string[]): string[] => names.filter((name) => name.toLowerCase() !== tag.id);
    for (const droplet of state.droplets.list().filter((each) => hasTag(each, tag.name))) state.droplets.put({ ...droplet, tags: without(droplet.tags) });
    for (const firewall of state.firewalls.list().filter((each) => hasTag(each, tag.name))) state.firewalls.put({ ...firewall, tags: without(firewall.tags) });
    state.tags.delete(tag.id);
    lifecycle.startReconfiguring();
    return c.body(null, 204);
  });

  app.post("/v2/tags/:name/resources", (c) => {
    const tag = found(findTag(state, c.req.param("name")));
    for (const droplet of readDroplets(c, state)) if (!hasTag(droplet, tag.name)) state.droplets.put({ ...droplet, tags: [...droplet.tags, tag.name] });
    lifecycle.startReconfiguring();
    return c.body(null, 204);
  });

  app.delete("/v2/tags/:name/resources", (c) => {
    const tag = found(findTag(state, c.req.param("name")));
    for (const droplet of readDroplets(c, state)) state.droplets.put({ ...droplet, tags: droplet.tags.filter((name) => name.toLowerCase() !== tag.id) });
    lifecycle.startReconfiguring();
    return c.body(null, 204);
  });
}

function findTag(state: State, name: string): Tag | undefined {
  return state.tags.get(name.toLowerCase());
}

function readDroplets(c: Context, state: State): Droplet[] {
  const listed = readBody(c, resources).resources;
  const other = listed.find(({ resource_type: type }) => type !== "droplet");
  if (other) throw notImplemented(`tags of resources of the type ${other.resource_type}`);
  return listed.map(({ resource_id: id }) => found(state.droplets.get(String(id))));
}

function viewTag(state: State, { name }: Tag, url: string): object {
  const droplets = state.droplets.list().filter((droplet) => hasTag(droplet, name));
  const last = droplets.at(-1);
  const counted = { count: droplets.length, ...(last && { last_tagged_uri: new URL(`/v2/droplets/${last.id}`, url).href }) };
  const none = { count: 0 };
  return { name, resources: { ...counted, droplets: counted, images: none, volumes: none, volume_snapshots: none, databases: none } };
}
