import type { Hono } from "hono";
import * as v from "valibot";
import { isLocked } from "../../machines/record";
import { optional } from "../common/optional";
import { recordAction } from "./action-record";
import { actionsOf } from "./actions";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { found, unprocessable } from "./errors";
import { paginate } from "./pagination";
import type { Action, Droplet, ReservedIp, State } from "./state";
import { viewAction } from "./views";

const body = v.object({ type: v.string(), droplet_id: optional(v.number()) });

/** /v2/reserved_ips/{ip}/actions */
export function reservedIpActionRoutes(app: Hono, { state, lifecycle }: Backend): void {
  app.get("/v2/reserved_ips/:ip/actions", (c) => {
    const { items, links, meta } = paginate(actionsOf(state, found(state.reservedIps.get(c.req.param("ip"))).id), c.req.url);
    return c.json({ actions: items.map(viewAction), links, meta });
  });

  app.get("/v2/reserved_ips/:ip/actions/:action", (c) => {
    const action = found(state.actions.get(c.req.param("action")));
    return c.json({ action: viewAction(found(action.resourceId === c.req.param("ip") ? action : undefined)) });
  });

  app.post("/v2/reserved_ips/:ip/actions", (c) => {
    const { type, droplet_id: dropletId } = readBody(c, body);
    const ip = found(state.reservedIps.get(c.req.param("ip")));
    if (isLocked(state.actions, ip.id)) throw unprocessable("The reserved IP already has a pending event.");
    const action = type === "assign" ? assign(state, ip, dropletId) : unassign(state, ip, type);
    lifecycle.begin(action);
    return c.json({ action: viewAction(action) }, 201);
  });
}

/** The droplet to assign a reserved IP to. @throws ApiError 422 if that is not possible. */
export function assignable(state: State, dropletId: number, ip?: ReservedIp): Droplet {
  const droplet = state.droplets.get(String(dropletId));
  if (!droplet || droplet.deleting) throw unprocessable(`droplet_id: no such droplet: ${String(dropletId)}`);
  if (ip && ip.region !== droplet.region) throw unprocessable("The Droplet and the reserved IP must be in the same region.");
  if (state.reservedIps.list().some((other) => other.dropletId === droplet.id && other.id !== ip?.id))
    throw unprocessable("The Droplet already has a reserved IP.");
  return droplet;
}

function assign(state: State, ip: ReservedIp, dropletId: number | undefined): Action {
  if (dropletId === undefined) throw unprocessable("droplet_id: is missing");
  const droplet = assignable(state, dropletId, ip);
  state.reservedIps.put({ ...ip, dropletId: droplet.id });
  return recordAction(state, { type: "assign_ip", resourceType: "reserved_ip", resourceId: ip.id, region: ip.region, argument: droplet.id });
}

function unassign(state: State, { id, region, createdAt, dropletId }: ReservedIp, type: string): Action {
  if (type !== "unassign") throw unprocessable("The type of action is not valid: it is assign or unassign.");
  if (dropletId === undefined) throw unprocessable("The reserved IP is not assigned to a Droplet.");
  state.reservedIps.put({ id, region, createdAt });
  return recordAction(state, { type: "unassign_ip", resourceType: "reserved_ip", resourceId: id, region });
}
