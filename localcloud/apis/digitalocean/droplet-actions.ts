import type { Hono } from "hono";
import * as v from "valibot";
import { isLocked } from "../../machines/record";
import { optional } from "../common/optional";
import { recordAction } from "./action-record";
import { actionsOf } from "./actions";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { diskOf, findSize } from "./catalog";
import { validateName } from "./droplet-request";
import { type ApiError, found, notImplemented, unprocessable } from "./errors";
import { paginate } from "./pagination";
import type { ActionType, Droplet, State } from "./state";
import { viewAction } from "./views";

const body = v.object({ type: v.string(), size: optional(v.string()), disk: optional(v.boolean()), name: optional(v.string()) });
type Requested = v.InferOutput<typeof body>;

/** /v2/droplets/{id}/actions */
export function dropletActionRoutes(app: Hono, { state, lifecycle }: Backend): void {
  app.get("/v2/droplets/:id/actions", (c) => {
    const { items, links, meta } = paginate(actionsOf(state, found(state.droplets.get(c.req.param("id"))).id), c.req.url);
    return c.json({ actions: items.map(viewAction), links, meta });
  });

  app.get("/v2/droplets/:id/actions/:action", (c) => {
    const action = found(state.actions.get(c.req.param("action")));
    return c.json({ action: viewAction(found(action.resourceId === c.req.param("id") ? action : undefined)) });
  });

  app.post("/v2/droplets/:id/actions", (c) => {
    const requested = readBody(c, body);
    const droplet = found(state.droplets.get(c.req.param("id")));
    const { type, argument } = validate(state, droplet, requested);
    const action = recordAction(state, {
      type,
      resourceType: "droplet",
      resourceId: droplet.id,
      region: droplet.region,
      ...(argument !== undefined && { argument }),
    });
    lifecycle.begin(action);
    return c.json({ action: viewAction(action) }, 201);
  });
}

function validate(state: State, droplet: Droplet, requested: Requested): { readonly type: ActionType; readonly argument?: string } {
  const { type } = requested;
  switch (type) {
    case "power_on":
      refuseLocked(state, droplet);
      if (droplet.status === "active") throw unprocessable("Droplet is already powered on.");
      return { type };
    case "power_off":
    case "shutdown":
      refuseLocked(state, droplet);
      if (droplet.status === "off") throw unprocessable("Droplet is already powered off.");
      return { type };
    case "reboot":
    case "power_cycle":
    case "enable_backups":
    case "disable_backups":
    case "enable_ipv6":
      refuseLocked(state, droplet);
      return { type };
    case "resize":
      refuseLocked(state, droplet);
      return { type, argument: resizedTo(droplet, requested) };
    case "rename":
      refuseLocked(state, droplet);
      validateName(requested.name ?? "");
      return { type, argument: requested.name ?? "" };
    default:
      throw unknownType(type);
  }
}

function resizedTo(droplet: Droplet, { size: slug, disk }: Requested): string {
  const size = findSize(slug ?? "");
  if (!size) throw unprocessable("You specified an invalid size for Droplet resize.");
  if (droplet.status !== "off") throw unprocessable("Droplet must be powered off before it is resized.");
  if (size.slug === droplet.size) throw unprocessable("Droplet already has this size.");
  const present = diskOf(droplet) ?? 0;
  if (size.disk < present) throw unprocessable("You can not resize to a smaller disk size.");
  return `${size.slug} ${disk ? size.disk : present}`;
}

function refuseLocked(state: State, droplet: Droplet): void {
  if (isLocked(state.actions, droplet.id)) throw unprocessable("Droplet already has a pending event.");
}

// https://docs.digitalocean.com/reference/api/digitalocean/#tag/Droplet-Actions
const vendors = ["restore", "password_reset", "rebuild", "change_kernel", "snapshot", "enable_private_networking"];

function unknownType(type: string): ApiError {
  return vendors.includes(type) ? notImplemented(`the droplet action ${type}`) : unprocessable("The type of action is not valid.");
}
