import type { Context, Hono } from "hono";
import * as v from "valibot";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { found, unprocessable } from "./errors";
import { ruleLists, validateDropletIds, validateRules, validateTags } from "./firewall-request";
import type { Firewall } from "./state";

const droplets = v.object({ droplet_ids: v.array(v.number()) });
const tags = v.object({ tags: v.array(v.string()) });

/** /v2/firewalls/{id}/droplets, /tags and /rules: add to a firewall and remove from it. */
export function firewallMemberRoutes(app: Hono, { state, lifecycle }: Backend): void {
  const change = (c: Context, changed: (firewall: Firewall) => Firewall): Response => {
    state.firewalls.put(changed(found(state.firewalls.get(c.req.param("id") ?? ""))));
    lifecycle.startReconfiguring();
    return c.body(null, 204);
  };

  app.post("/v2/firewalls/:id/droplets", (c) =>
    change(c, (firewall) => {
      const added = validateDropletIds(state, readBody(c, droplets).droplet_ids);
      return { ...firewall, dropletIds: [...new Set([...firewall.dropletIds, ...added])] };
    }),
  );
  app.delete("/v2/firewalls/:id/droplets", (c) =>
    change(c, (firewall) => {
      const removed = readBody(c, droplets).droplet_ids.map(String);
      return { ...firewall, dropletIds: firewall.dropletIds.filter((id) => !removed.includes(id)) };
    }),
  );
  app.post("/v2/firewalls/:id/tags", (c) =>
    change(c, (firewall) => {
      const added = validateTags(state, readBody(c, tags).tags);
      return { ...firewall, tags: [...new Set([...firewall.tags, ...added])] };
    }),
  );
  app.delete("/v2/firewalls/:id/tags", (c) =>
    change(c, (firewall) => {
      const removed = readBody(c, tags).tags;
      return { ...firewall, tags: firewall.tags.filter((tag) => !removed.includes(tag)) };
    }),
  );
  app.post("/v2/firewalls/:id/rules", (c) =>
    change(c, (firewall) => {
      const { inboundRules, outboundRules } = validateRules(state, readBody(c, ruleLists));
      return {
        ...firewall,
        inboundRules: union(firewall.inboundRules, inboundRules),
        outboundRules: union(firewall.outboundRules, outboundRules),
      };
    }),
  );
  app.delete("/v2/firewalls/:id/rules", (c) =>
    change(c, (firewall) => {
      const { inboundRules, outboundRules } = validateRules(state, readBody(c, ruleLists));
      const rest = {
        ...firewall,
        inboundRules: difference(firewall.inboundRules, inboundRules),
        outboundRules: difference(firewall.outboundRules, outboundRules),
      };
      if (rest.inboundRules.length + rest.outboundRules.length === 0) throw unprocessable("must have at least one rule");
      return rest;
    }),
  );
}

function union<T>(present: readonly T[], added: readonly T[]): T[] {
  return [...present, ...difference(added, present)];
}

/** Rules have no id: two rules are the same if their content is. */
function difference<T>(rules: readonly T[], without: readonly T[]): T[] {
  const texts = new Set(without.map((rule) => JSON.stringify(rule)));
  return rules.filter((rule) => !texts.has(JSON.stringify(rule)));
}
