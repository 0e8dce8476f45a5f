import { randomUUID } from "node:crypto";
import type { Hono } from "hono";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { conflict, found } from "./errors";
import { firewallBody, validateFirewall } from "./firewall-request";
import { paginate } from "./pagination";
import type { Droplet, Firewall, State } from "./state";
import { hasTag } from "./tag-record";
import { wholeSeconds } from "./views";

/** /v2/firewalls */
export function firewallRoutes(app: Hono, backend: Backend): void {
  const { state, lifecycle } = backend;
  app.get("/v2/firewalls", (c) => {
    const { items, links, meta } = paginate(state.firewalls.list(), c.req.url);
    return c.json({ firewalls: items.map((firewall) => viewFirewall(backend, firewall)), links, meta });
  });

  app.get("/v2/droplets/:id/firewalls", (c) => {
    const droplet = found(state.droplets.get(c.req.param("id")));
    const { items, links, meta } = paginate(
      state.firewalls.list().filter((firewall) => appliesTo(firewall, droplet)),
      c.req.url,
    );
    return c.json({ firewalls: items.map((firewall) => viewFirewall(backend, firewall)), links, meta });
  });

  app.post("/v2/firewalls", (c) => {
    const requested = validateFirewall(state, readBody(c, firewallBody));
    refuseDuplicate(state, requested.name);
    const firewall = state.firewalls.put({ ...requested, id: randomUUID(), createdAt: new Date().toISOString() });
    lifecycle.startReconfiguring();
    return c.json({ firewall: viewFirewall(backend, firewall) }, 202);
  });

  app.get("/v2/firewalls/:id", (c) => c.json({ firewall: viewFirewall(backend, found(state.firewalls.get(c.req.param("id")))) }));

  app.put("/v2/firewalls/:id", (c) => {
    const { id, createdAt } = found(state.firewalls.get(c.req.param("id")));
    const requested = validateFirewall(state, readBody(c, firewallBody));
    refuseDuplicate(state, requested.name, id);
    const firewall = state.firewalls.put({ ...requested, id, createdAt });
    lifecycle.startReconfiguring();
    return c.json({ firewall: viewFirewall(backend, firewall) });
  });

  app.delete("/v2/firewalls/:id", (c) => {
    state.firewalls.delete(found(state.firewalls.get(c.req.param("id"))).id);
    lifecycle.startReconfiguring();
    return c.body(null, 204);
  });
}

export function appliesTo({ dropletIds, tags }: Firewall, droplet: Droplet): boolean {
  return dropletIds.includes(droplet.id) || tags.some((tag) => hasTag(droplet, tag));
}

function refuseDuplicate(state: State, name: string, except?: string): void {
  if (state.firewalls.list().some((firewall) => firewall.name === name && firewall.id !== except)) throw conflict("duplicate name");
}

/** A firewall as the API returns it. Its status is `succeeded` once it is in force on all its droplets. */
function viewFirewall({ state, lifecycle }: Backend, firewall: Firewall): object {
  const waiting = state.droplets.list().filter((droplet) => appliesTo(firewall, droplet) && !lifecycle.isCurrent(droplet));
  return {
    id: firewall.id,
    name: firewall.name,
    status: waiting.length > 0 ? "waiting" : "succeeded",
    created_at: wholeSeconds(firewall.createdAt),
    inbound_rules: firewall.inboundRules,
    outbound_rules: firewall.outboundRules,
    droplet_ids: firewall.dropletIds.map(Number),
    tags: firewall.tags,
    pending_changes: waiting.map(({ id }) => ({ droplet_id: Number(id), removing: false, status: "waiting" })),
  };
}
