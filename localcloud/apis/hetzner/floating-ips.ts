import type { Hono } from "hono";
import * as v from "valibot";
import { newNumericId } from "../../machines/ids";
import { isLocked } from "../../machines/record";
import { optional } from "../common/optional";
import { recordAction, viewAction } from "./actions";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { findLocation } from "./catalog";
import { found, invalid, locked, notImplemented, taken } from "./errors";
import { labels } from "./labels";
import { list } from "./listing";
import type { Command, FloatingIp, Server, State } from "./state";

const creation = v.object({
  type: v.string(),
  home_location: optional(v.union([v.string(), v.number()])),
  server: optional(v.number()),
  name: optional(v.string()),
  description: optional(v.string()),
  labels,
});
const change = v.object({ name: optional(v.string()), description: optional(v.string()), labels });
const assignment = v.object({ server: v.number() });

/** /v1/floating_ips */
export function floatingIpRoutes(app: Hono, { state, addresses, lifecycle }: Backend): void {
  const get = (id: string): FloatingIp => found(state.floatingIps.get(id));
  const begin = (type: Command, ip: FloatingIp): object => {
    const argument = ip.server === undefined ? {} : { argument: ip.server };
    const action = recordAction(state, { type, resourceType: "floating_ip", resourceId: ip.id, ...argument });
    lifecycle.begin(action);
    return viewAction(action);
  };

  app.get("/v1/floating_ips", (c) => list(c, "floating_ips", state.floatingIps.list(), viewFloatingIp));

  app.post("/v1/floating_ips", (c) => {
    const body = readBody(c, creation);
    if (body.type === "ipv6") throw notImplemented("floating IPs of the type ipv6");
    if (body.type !== "ipv4") throw invalid("type", "must be ipv4 or ipv6");
    const server = body.server === undefined ? undefined : findServer(state, body.server);
    const location = findLocation(body.home_location ?? server?.location ?? "");
    if (!location) throw invalid("home_location", "is required unless a server is given");
    const id = newNumericId(state.floatingIps);
    const name = body.name ?? `floating-ip-${id}`;
    refuseName(state, name);
    const [address = ""] = addresses.take("floating", "floating IP");
    const own = { id, name, description: body.description ?? "", labels: body.labels ?? {}, address, location: location.name };
    const ip = state.floatingIps.put({ ...own, ...(server && { server: server.id }), createdAt: new Date().toISOString() });
    return c.json({ floating_ip: viewFloatingIp(ip), action: server ? begin("assign_floating_ip", ip) : null }, 201);
  });

  app.get("/v1/floating_ips/:id", (c) => c.json({ floating_ip: viewFloatingIp(get(c.req.param("id"))) }));

  app.put("/v1/floating_ips/:id", (c) => {
    const ip = get(c.req.param("id"));
    const { name = ip.name, description = ip.description, labels: marked = ip.labels } = readBody(c, change);
    refuseName(state, name, ip.id);
    return c.json({ floating_ip: viewFloatingIp(state.floatingIps.put({ ...ip, name, description, labels: marked })) });
  });

  app.delete("/v1/floating_ips/:id", (c) => {
    state.floatingIps.delete(get(c.req.param("id")).id);
    lifecycle.startReconfiguring();
    return c.body(null, 204);
  });

  app.post("/v1/floating_ips/:id/actions/assign", (c) => {
    const ip = get(c.req.param("id"));
    const server = findServer(state, readBody(c, assignment).server);
    if (isLocked(state.actions, ip.id)) throw locked("floating IP");
    return c.json({ action: begin("assign_floating_ip", state.floatingIps.put({ ...ip, server: server.id })) }, 201);
  });

  app.post("/v1/floating_ips/:id/actions/unassign", (c) => {
    const { server, ...ip } = get(c.req.param("id"));
    if (server === undefined) throw invalid("server", "the floating IP is not assigned");
    if (isLocked(state.actions, ip.id)) throw locked("floating IP");
    return c.json({ action: begin("unassign_floating_ip", state.floatingIps.put(ip)) }, 201);
  });
}

function findServer(state: State, id: number): Server {
  const server = state.servers.get(String(id));
  if (!server || server.deleting) throw invalid("server", "server not found");
  return server;
}

function refuseName(state: State, name: string, except?: string): void {
  if (state.floatingIps.list().some((ip) => ip.name === name && ip.id !== except)) throw taken("name");
}

function viewFloatingIp({ id, name, description, labels: marked, address, location, server, createdAt }: FloatingIp): object {
  return {
    id: Number(id),
    name,
    description,
    ip: address,
    type: "ipv4",
    server: server === undefined ? null : Number(server),
    dns_ptr: [],
    home_location: findLocation(location),
    blocked: false,
    protection: { delete: false },
    labels: marked,
    created: createdAt,
  };
}
