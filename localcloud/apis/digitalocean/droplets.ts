import type { Hono } from "hono";
import { recordAction } from "./action-record";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { dropletCreation, type RequestedDroplet, validateDroplet } from "./droplet-request";
import { badRequest, found, unprocessable } from "./errors";
import { newNumericId } from "../../machines/ids";
import { paginate } from "./pagination";
import { privateAddress } from "./private-network";
import type { Action, Droplet, State } from "./state";
import { ensureTags, hasTag } from "./tag-record";
import { actionLink, viewDroplet } from "./views";

/** /v2/droplets */
export function dropletRoutes(app: Hono, backend: Backend): void {
  const { state, instance, lifecycle } = backend;
  const view = (droplet: Droplet): object => viewDroplet(state, instance, droplet);

  app.get("/v2/droplets", (c) => {
    const { name, tag_name: tag } = c.req.query();
    const listed = state.droplets.list().filter((droplet) => (name ? droplet.name === name : true) && (tag ? hasTag(droplet, tag) : true));
    const { items, links, meta } = paginate(listed, c.req.url);
    return c.json({ droplets: items.map(view), links, meta });
  });

  app.post("/v2/droplets", (c) => {
    const body = readBody(c, dropletCreation);
    const idempotencyKey = c.req.header("Idempotency-Key");
    const repeated =
      idempotencyKey === undefined ? [] : state.droplets.list().filter((droplet) => droplet.idempotencyKey === idempotencyKey && !droplet.deleting);
    const droplets = repeated.length > 0 ? repeated : createDroplets(backend, validateDroplet(state, instance, body), idempotencyKey);
    const links = { actions: droplets.map((droplet) => actionLink(found(creationOf(state, droplet)), c.req.url)) };
    return body.names === undefined ? c.json({ droplet: view(found(droplets[0])), links }, 202) : c.json({ droplets: droplets.map(view), links }, 202);
  });

  app.get("/v2/droplets/:id", (c) => c.json({ droplet: view(found(state.droplets.get(c.req.param("id")))) }));

  app.delete("/v2/droplets/:id", async (c) => {
    await lifecycle.destroy(found(state.droplets.get(c.req.param("id"))));
    return c.body(null, 204);
  });

  app.delete("/v2/droplets", async (c) => {
    const tag = c.req.query("tag_name");
    if (!tag) throw badRequest("Droplets are deleted together by tag only: tag_name is missing");
    await Promise.all(
      state.droplets
        .list()
        .filter((droplet) => hasTag(droplet, tag))
        .map((droplet) => lifecycle.destroy(droplet)),
    );
    return c.body(null, 204);
  });
}

function createDroplets({ state, addresses: pool, lifecycle }: Backend, requested: RequestedDroplet, idempotencyKey: string | undefined): Droplet[] {
  const { names, ...common } = requested;
  if (names.length > 10) throw unprocessable("names: at most 10 Droplets are created at once");
  const addresses = pool.take("machine", "droplet", names.length);
  ensureTags(state, common.tags);
  const created = names.map((name, index) => {
    const address = found(addresses[index]);
    return state.droplets.put({
      ...common,
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      id: newNumericId(state.droplets),
      name,
      hostname: name,
      status: "new",
      address,
      privateAddress: privateAddress(address),
      createdAt: new Date().toISOString(),
    });
  });
  for (const droplet of created)
    lifecycle.begin(recordAction(state, { type: "create", resourceType: "droplet", resourceId: droplet.id, region: droplet.region }));
  return created;
}

function creationOf(state: State, droplet: Droplet): Action | undefined {
  return state.actions.list().find(({ resourceId, type }) => resourceId === droplet.id && type === "create");
}
