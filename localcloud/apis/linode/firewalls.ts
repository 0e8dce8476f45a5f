import type { Hono } from "hono";
import * as v from "valibot";
import { newNumericId } from "../../machines/ids";
import { optional } from "../common/optional";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { found, invalid, notImplemented } from "./errors";
import { begin } from "./events";
import { firewallCreation, refuseLabel, ruleSet, validateRules } from "./firewall-request";
import { viewDevice, viewFirewall } from "./firewall-view";
import { validTags } from "./linode-request";
import { list } from "./listing";
import { enabledFirewall } from "./settings";
import type { Device, Firewall, State } from "./state";

const change = v.object({ label: optional(v.string()), tags: optional(v.array(v.string())), status: optional(v.picklist(["enabled", "disabled"])) });
const newDevice = v.object({ id: v.number(), type: optional(v.string()) });

const path = "/v4/networking/firewalls";

/** /v4/networking/firewalls */
export function firewallRoutes(app: Hono, backend: Backend): void {
  const { state } = backend;
  const get = (id: string): Firewall => found(state.firewalls.get(id));
  const view = (firewall: Firewall): object => viewFirewall(state, firewall);
  const put = (firewall: Firewall): Firewall => state.firewalls.put({ ...firewall, updatedAt: new Date().toISOString() });
  const happened = (type: "firewall_rules_update" | "firewall_device_add" | "firewall_device_remove", firewall: Firewall, linode?: string): void => {
    begin(backend, { type, entityType: "firewall", resourceId: firewall.id, ...(linode !== undefined && { argument: linode }) });
  };

  app.get(path, (c) => list(c, state.firewalls.list(), view));

  app.post(path, (c) => {
    const { label, tags = [], rules, devices } = readBody(c, firewallCreation);
    refuseLabel(state, label);
    if ((devices?.nodebalancers ?? []).length > 0) throw notImplemented("NodeBalancers");
    const createdAt = new Date().toISOString();
    const own = {
      id: newNumericId(state.firewalls),
      label,
      tags: validTags(tags),
      isEnabled: true,
      rules: validateRules(rules),
      createdAt,
      updatedAt: createdAt,
    };
    const assigned = (devices?.linodes ?? []).map((linode) => deviceFor(state, linode, true));
    const firewall = state.firewalls.put({ ...own, devices: assigned });
    for (const { linode } of assigned) happened("firewall_device_add", firewall, linode);
    return c.json(view(firewall));
  });

  app.get(`${path}/:id`, (c) => c.json(view(get(c.req.param("id")))));

  app.put(`${path}/:id`, (c) => {
    const firewall = get(c.req.param("id"));
    const { label = firewall.label, tags = firewall.tags, status } = readBody(c, change);
    refuseLabel(state, label, firewall.id);
    const isEnabled = status === undefined ? firewall.isEnabled : status === "enabled";
    if (isEnabled && !firewall.isEnabled) for (const { linode } of firewall.devices) refuseSecond(state, linode);
    const changed = put({ ...firewall, label, tags: validTags(tags), isEnabled });
    happened("firewall_rules_update", changed);
    return c.json(view(changed));
  });

  app.delete(`${path}/:id`, (c) => {
    state.firewalls.delete(get(c.req.param("id")).id);
    backend.lifecycle.startReconfiguring();
    return c.json({});
  });

  app.get(`${path}/:id/rules`, (c) => c.json(get(c.req.param("id")).rules));

  app.put(`${path}/:id/rules`, (c) => {
    const firewall = get(c.req.param("id"));
    const changed = put({ ...firewall, rules: validateRules(readBody(c, ruleSet)) });
    happened("firewall_rules_update", changed);
    return c.json(changed.rules);
  });

  app.get(`${path}/:id/devices`, (c) => list(c, get(c.req.param("id")).devices, (device) => viewDevice(state, device)));

  app.post(`${path}/:id/devices`, (c) => {
    const firewall = get(c.req.param("id"));
    const { id, type = "linode" } = readBody(c, newDevice);
    if (type !== "linode") throw notImplemented(`firewalls for a ${type}`);
    const device = deviceFor(state, id, firewall.isEnabled);
    happened("firewall_device_add", put({ ...firewall, devices: [...firewall.devices, device] }), device.linode);
    return c.json(viewDevice(state, device));
  });

  app.get(`${path}/:id/devices/:device`, (c) => c.json(viewDevice(state, deviceOf(get(c.req.param("id")), c.req.param("device")))));

  app.delete(`${path}/:id/devices/:device`, (c) => {
    const firewall = get(c.req.param("id"));
    const removed = deviceOf(firewall, c.req.param("device"));
    happened("firewall_device_remove", put({ ...firewall, devices: firewall.devices.filter(({ id }) => id !== removed.id) }));
    return c.json({});
  });
}

function deviceOf({ devices }: Firewall, id: string): Device {
  return found(devices.find((device) => device.id === id));
}

/** @throws ApiError 400 if there is no such Linode, or it has an enabled firewall already. */
function deviceFor(state: State, linode: number, isEnabled: boolean): Device {
  const id = String(linode);
  if (!state.linodes.get(id)) throw invalid("id", `Linode ${id} does not exist`);
  if (isEnabled) refuseSecond(state, id);
  return { id: newNumericId(state.firewalls), linode: id, createdAt: new Date().toISOString() };
}

/** https://techdocs.akamai.com/cloud-computing/docs/cloud-firewall: only one enabled firewall is attached to a Linode. */
function refuseSecond(state: State, linode: string): void {
  if (enabledFirewall(state, linode)) throw invalid(undefined, `Linode ${linode} already has an enabled firewall`);
}
