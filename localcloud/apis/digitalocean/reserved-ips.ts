import type { Hono } from "hono";
import * as v from "valibot";
import { isLocked } from "../../machines/record";
import { optional } from "../common/optional";
import { recordAction } from "./action-record";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { findRegion } from "./catalog";
import { found, unprocessable } from "./errors";
import { paginate } from "./pagination";
import { assignable } from "./reserved-ip-actions";
import type { ReservedIp } from "./state";
import { actionLink, viewDroplet } from "./views";

const creation = v.object({ region: optional(v.string()), droplet_id: optional(v.number()) });

/** /v2/reserved_ips */
export function reservedIpRoutes(app: Hono, backend: Backend): void {
  const { state, addresses, lifecycle } = backend;
  app.get("/v2/reserved_ips", (c) => {
    const { items, links, meta } = paginate(state.reservedIps.list(), c.req.url);
    return c.json({ reserved_ips: items.map((ip) => viewReservedIp(backend, ip)), links, meta });
  });

  app.post("/v2/reserved_ips", (c) => {
    const { region: slug, droplet_id: dropletId } = readBody(c, creation);
    const droplet = dropletId === undefined ? undefined : assignable(state, dropletId);
    const region = findRegion(droplet?.region ?? slug ?? "");
    if (!region) throw unprocessable("region: must be the slug of a region, unless droplet_id is given");
    const [address = ""] = addresses.take("reserved", "reserved IP");
    const ip = { id: address, region: region.slug, createdAt: new Date().toISOString() };
    if (!droplet) return c.json({ reserved_ip: viewReservedIp(backend, state.reservedIps.put(ip)), links: {} }, 202);
    const assigned = state.reservedIps.put({ ...ip, dropletId: droplet.id });
    const action = recordAction(state, { type: "assign_ip", resourceType: "reserved_ip", resourceId: address, region: region.slug, argument: droplet.id });
    lifecycle.begin(action);
    const links = {
      droplets: [{ id: Number(droplet.id), rel: "droplet", href: new URL(`/v2/droplets/${droplet.id}`, c.req.url).href }],
      actions: [actionLink(action, c.req.url)],
    };
    return c.json({ reserved_ip: viewReservedIp(backend, assigned), links }, 202);
  });

  app.get("/v2/reserved_ips/:ip", (c) => c.json({ reserved_ip: viewReservedIp(backend, found(state.reservedIps.get(c.req.param("ip")))) }));

  app.delete("/v2/reserved_ips/:ip", (c) => {
    state.reservedIps.delete(found(state.reservedIps.get(c.req.param("ip"))).id);
    lifecycle.startReconfiguring();
    return c.body(null, 204);
  });
}

function viewReservedIp({ state, instance }: Backend, ip: ReservedIp): object {
  const droplet = ip.dropletId === undefined ? undefined : state.droplets.get(ip.dropletId);
  return {
    ip: ip.id,
    droplet: droplet ? viewDroplet(state, instance, droplet) : null,
    region: findRegion(ip.region),
    locked: isLocked(state.actions, ip.id),
    project_id: "",
  };
}
