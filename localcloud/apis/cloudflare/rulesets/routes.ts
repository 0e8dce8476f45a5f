import type { Context, Hono } from "hono";
import { newId } from "../../../zones/seed";
import { Rulesets, type Phase, type StoredRule, type StoredRuleset } from "../../../zones/rules/rulesets";
import type { Plan, StoredZone } from "../../../zones/stored";
import { isObject, readBody, type Body } from "../body";
import { zoneOf, type Backend, type Env } from "../context";
import { success } from "../envelope";
import { ApiFault, fault } from "../faults";
import { placed, ruleFrom, withRules } from "./edit";
import { parseRule } from "./input";
import { phaseFacts, phaseNamed } from "./phases";

/** The rulesets of zones: https://developers.cloudflare.com/api/resources/rulesets/ */
export function rulesetRoutes(app: Hono<Env>, { store, zones }: Backend): void {
  const rulesets = new Rulesets(store);
  const base = "/zones/:zone/rulesets";
  const zoneFor = (c: Context<Env>, phase: Phase, access: "read" | "write"): StoredZone => zoneOf(c, zones, phaseFacts[phase][access], unauthorized);
  const found = (c: Context<Env>, access: "read" | "write"): StoredRuleset => {
    const id = c.req.param("ruleset") ?? "";
    const ruleset = rulesets.list(c.req.param("zone") ?? "").find((each) => each.id === id);
    if (!ruleset) throw fault(404, 10003, `could not find ruleset '${id}'`);
    zoneFor(c, ruleset.phase, access);
    return ruleset;
  };

  const planOf = (zoneId: string): Plan => zones.get(zoneId)?.plan ?? "free";

  app.get(base, (c) => {
    const readable = rulesets.list(c.req.param("zone")).filter(({ phase, zoneId }) => c.get("credential").allows(phaseFacts[phase].read, zoneId));
    return success(
      c,
      readable.map((ruleset) => ({ ...presented(ruleset), rules: undefined })),
    );
  });

  app.post(base, (c) => {
    const body = readBody(c);
    const phase = phaseNamed(String(body.phase));
    const zone = zoneFor(c, phase, "write");
    if (body.kind !== "zone" || rulesets.entryPoint(zone.id, phase)) throw kindRefused(String(body.kind), phase);
    return success(c, presented(rulesets.put(rewritten(newRuleset(zone, phase), body, planOf(zone.id)))));
  });

  app.get(`${base}/phases/:phase/entrypoint`, (c) => {
    const phase = phaseNamed(c.req.param("phase"));
    const ruleset = rulesets.entryPoint(zoneFor(c, phase, "read").id, phase);
    if (!ruleset) throw fault(404, 10003, `could not find entrypoint ruleset in the ${phase} phase`);
    return success(c, presented(ruleset));
  });

  app.put(`${base}/phases/:phase/entrypoint`, (c) => {
    const phase = phaseNamed(c.req.param("phase"));
    const zone = zoneFor(c, phase, "write");
    const former = rulesets.entryPoint(zone.id, phase) ?? newRuleset(zone, phase);
    return success(c, presented(rulesets.put(rewritten(former, readBody(c), planOf(zone.id)))));
  });

  app.get(`${base}/:ruleset`, (c) => success(c, presented(found(c, "read"))));

  app.put(`${base}/:ruleset`, (c) => {
    const ruleset = found(c, "write");
    return success(c, presented(rulesets.put(rewritten(ruleset, readBody(c), planOf(ruleset.zoneId)))));
  });

  app.delete(`${base}/:ruleset`, (c) => {
    rulesets.delete(found(c, "write"));
    return c.body(null, 204);
  });

  app.post(`${base}/:ruleset/rules`, (c) => {
    const ruleset = found(c, "write");
    const body = readBody(c);
    const rule = ruleFrom(parseRule(ruleset.phase, body, "", planOf(ruleset.zoneId)), undefined);
    return success(c, presented(rulesets.put(withRules(ruleset, placed(ruleset.rules, rule, body), planOf(ruleset.zoneId)))));
  });

  app.patch(`${base}/:ruleset/rules/:rule`, (c) => {
    const ruleset = found(c, "write");
    const former = ruleOf(ruleset, c.req.param("rule"));
    const body = readBody(c);
    const rule = ruleFrom(parseRule(ruleset.phase, body, "", planOf(ruleset.zoneId)), former);
    return success(c, presented(rulesets.put(withRules(ruleset, placed(ruleset.rules, rule, body), planOf(ruleset.zoneId)))));
  });

  app.delete(`${base}/:ruleset/rules/:rule`, (c) => {
    const ruleset = found(c, "write");
    const rule = ruleOf(ruleset, c.req.param("rule"));
    const others = ruleset.rules.filter(({ id }) => id !== rule.id);
    return success(c, presented(rulesets.put(withRules(ruleset, others, planOf(ruleset.zoneId)))));
  });
}

/** The ruleset engine's answer to a token without the permission has no code. */
const unauthorized = (): ApiFault => new ApiFault(403, [{ message: "request is not authorized" }]);

function kindRefused(kind: string, phase: Phase): ApiFault {
  const message = `'${kind}' is not a valid value for kind because exceeded maximum number of zone rulesets for phase ${phase}`;
  return new ApiFault(400, [{ code: 20217, message, source: { pointer: "/kind" } }]);
}

function newRuleset(zone: StoredZone, phase: Phase): StoredRuleset {
  return { id: newId(), zoneId: zone.id, phase, name: "default", description: "", version: 0, lastUpdated: new Date().toISOString(), rules: [] };
}

/** The ruleset with its rules replaced by those of a request; a rule with a known `ref` or id keeps its id. */
function rewritten(ruleset: StoredRuleset, { name, description, rules = [] }: Body, plan: Plan): StoredRuleset {
  if (!Array.isArray(rules)) throw fault(400, 20127, "'rules' is not a valid value for rules");
  const next = rules.map((given: unknown, index) => {
    const body = isObject(given) ? given : {};
    const former = ruleset.rules.find(({ id, ref }) => id === body.id || ref === body.ref);
    return ruleFrom(parseRule(ruleset.phase, body, `/rules/${String(index)}`, plan), former);
  });
  const named = { ...ruleset, ...(typeof name === "string" && { name }), ...(typeof description === "string" && { description }) };
  return withRules(named, next, plan);
}

function ruleOf(ruleset: StoredRuleset, id: string): StoredRule {
  const rule = ruleset.rules.find((each) => each.id === id);
  if (!rule) throw fault(404, 10004, `could not find rule '${id}' in ruleset '${ruleset.id}'`);
  return rule;
}

/** A ruleset as the API returns it: without rules, it has no list of them. */
function presented({ id, name, description, phase, version, lastUpdated, rules }: StoredRuleset): Record<string, unknown> {
  return { id, name, description, kind: "zone", version: String(version), phase, last_updated: lastUpdated, ...(rules.length > 0 && { rules }) };
}
