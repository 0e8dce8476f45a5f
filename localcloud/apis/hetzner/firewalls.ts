import type { Hono } from "hono";
import * as v from "valibot";
import { newNumericId } from "../../machines/ids";
import { optional } from "../common/optional";
import { recordAction, viewAction } from "./actions";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { conflict, found, invalid, taken } from "./errors";
import { applied, firewallCreation, removed, ruleList, validateRules, validateTargets } from "./firewall-request";
import { labels, matches } from "./labels";
import { list } from "./listing";
import type { Command, Firewall, FirewallTarget, State } from "./state";

const change = v.object({ name: optional(v.string()), labels });

/** /v1/firewalls */
export function firewallRoutes(app: Hono, { state, lifecycle }: Backend): void {
  const get = (id: string): Firewall => found(state.firewalls.get(id));
  const view = (firewall: Firewall): object => viewFirewall(state, firewall);
  const begin = (type: Command, firewall: Firewall, argument?: string): object => {
    const action = recordAction(state, { type, resourceType: "firewall", resourceId: firewall.id, ...(argument !== undefined && { argument }) });
    lifecycle.begin(action);
    return viewAction(action);
  };
  const beginForEach = (type: Command, firewall: Firewall, targets: readonly FirewallTarget[]): object[] =>
    targets.map((target) => begin(type, firewall, "server" in target ? target.server : undefined));

  app.get("/v1/firewalls", (c) => list(c, "firewalls", state.firewalls.list(), view));

  app.post("/v1/firewalls", (c) => {
    const body = readBody(c, firewallCreation);
    refuseName(state, body.name);
    const targets = validateTargets(state, body.apply_to ?? []);
    const own = { name: body.name, labels: body.labels ?? {}, rules: validateRules(body.rules ?? []), targets };
    const firewall = state.firewalls.put({ ...own, id: newNumericId(state.firewalls), createdAt: new Date().toISOString() });
    return c.json({ firewall: view(firewall), actions: beginForEach("apply_firewall", firewall, targets) }, 201);
  });

  app.get("/v1/firewalls/:id", (c) => c.json({ firewall: view(get(c.req.param("id"))) }));

  app.put("/v1/firewalls/:id", (c) => {
    const firewall = get(c.req.param("id"));
    const wanted = readBody(c, change);
    if (wanted.name !== undefined) refuseName(state, wanted.name, firewall.id);
    return c.json({ firewall: view(state.firewalls.put({ ...firewall, name: wanted.name ?? firewall.name, labels: wanted.labels ?? firewall.labels })) });
  });

  app.delete("/v1/firewalls/:id", (c) => {
    const firewall = get(c.req.param("id"));
    if (firewall.targets.length > 0) throw conflict("resource_in_use", "firewall is still in use");
    state.firewalls.delete(firewall.id);
    return c.body(null, 204);
  });

  app.post("/v1/firewalls/:id/actions/set_rules", (c) => {
    const firewall = get(c.req.param("id"));
    const rules = validateRules(readBody(c, ruleList).rules);
    return c.json({ actions: [begin("set_firewall_rules", state.firewalls.put({ ...firewall, rules }))] }, 201);
  });

  app.post("/v1/firewalls/:id/actions/apply_to_resources", (c) => {
    const firewall = get(c.req.param("id"));
    const targets = validateTargets(state, readBody(c, applied).apply_to);
    if (targets.some((target) => has(firewall, target))) throw conflict("firewall_already_applied", "firewall is already applied to the resource");
    const changed = state.firewalls.put({ ...firewall, targets: [...firewall.targets, ...targets] });
    return c.json({ actions: beginForEach("apply_firewall", changed, targets) }, 201);
  });

  app.post("/v1/firewalls/:id/actions/remove_from_resources", (c) => {
    const firewall = get(c.req.param("id"));
    const targets = validateTargets(state, readBody(c, removed).remove_from);
    if (targets.some((target) => !has(firewall, target))) throw conflict("firewall_already_removed", "firewall is not applied to the resource");
    const changed = state.firewalls.put({ ...firewall, targets: firewall.targets.filter((each) => !targets.some((target) => same(each, target))) });
    return c.json({ actions: beginForEach("remove_firewall", changed, targets) }, 201);
  });
}

function same(one: FirewallTarget, other: FirewallTarget): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function has({ targets }: Firewall, target: FirewallTarget): boolean {
  return targets.some((each) => same(each, target));
}

function refuseName(state: State, name: string, except?: string): void {
  if (name.length === 0 || name.length > 128) throw invalid("name", "must have 1 to 128 characters");
  if (state.firewalls.list().some((firewall) => firewall.name === name && firewall.id !== except)) throw taken("name");
}

function viewFirewall(state: State, { id, name, labels: marked, rules, targets, createdAt }: Firewall): object {
  const viewTarget = (target: FirewallTarget): object => {
    if ("server" in target) return { type: "server", server: { id: Number(target.server) } };
    const servers = state.servers.list().filter((server) => matches(server.labels, target.selector));
    return {
      type: "label_selector",
      label_selector: { selector: target.selector },
      applied_to_resources: servers.map((server) => ({ type: "server", server: { id: Number(server.id) } })),
    };
  };
  return { id: Number(id), name, labels: marked, created: createdAt, rules, applied_to: targets.map(viewTarget) };
}
