import * as v from "valibot";
import { ExpressionFault, fieldsIn, ForeignExpression, parseExpression } from "../../../zones/rules/expression";
import type { Phase, RuleAction } from "../../../zones/rules/rulesets";
import type { Plan } from "../../../zones/stored";
import type { Body } from "../body";
import { ApiFault, faults } from "../faults";
import { planFacts, type PlanFacts } from "./plans";

/** The part of a rule that a client sends. */
export type RuleInput = RuleAction & {
  readonly expression: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly ref?: string | undefined;
};

const seconds = v.pipe(v.number(), v.integer(), v.minValue(0));

const head = {
  id: v.optional(v.string()),
  expression: v.pipe(v.string(), v.minLength(1)),
  description: v.optional(v.string(), ""),
  enabled: v.optional(v.boolean(), true),
  ref: v.optional(v.pipe(v.string(), v.minLength(1))),
};

const statusRange = v.strictObject({ from: v.exactOptional(v.number()), to: v.exactOptional(v.number()) });
const statusTtl = v.strictObject({
  status_code: v.exactOptional(v.number()),
  status_code_range: v.exactOptional(statusRange),
  value: v.pipe(v.number(), v.integer(), v.minValue(-1)),
});
const browserTtl = v.strictObject({ mode: v.picklist(["respect_origin", "override_origin", "bypass"]), default: v.exactOptional(seconds) });

const edgeTtl = (shortest: number) =>
  v.strictObject({
    mode: v.picklist(["respect_origin", "override_origin", "bypass_by_default"]),
    default: v.exactOptional(v.pipe(seconds, v.minValue(shortest, `not entitled to use an edge TTL below ${String(shortest)} seconds`))),
    status_code_ttl: v.exactOptional(v.array(statusTtl)),
  });
const entitled = (what: string, values: readonly number[]) =>
  v.pipe(
    v.number(),
    v.picklist(values, (issue) => `not entitled to use the ${what} ${String(issue.input)}, can only use one of [${values.join(", ")}]`),
  );

/** One action for each phase, with the values that a plan allows. */
const rulesOn = ({ shortestEdgeTtl, periods, timeouts }: PlanFacts) => ({
  http_request_dynamic_redirect: v.strictObject({
    ...head,
    action: v.literal("redirect"),
    action_parameters: v.strictObject({
      from_value: v.strictObject({
        status_code: v.optional(v.picklist([301, 302, 303, 307, 308]), 301),
        target_url: v.strictObject({ value: v.pipe(v.string(), v.minLength(1)) }),
        preserve_query_string: v.optional(v.boolean(), false),
      }),
    }),
  }),
  http_config_settings: v.strictObject({
    ...head,
    action: v.literal("set_config"),
    action_parameters: v.strictObject({
      ssl: v.exactOptional(v.picklist(["off", "flexible", "full", "strict"])),
      security_level: v.exactOptional(v.picklist(["off", "essentially_off", "low", "medium", "high", "under_attack"])),
      automatic_https_rewrites: v.exactOptional(v.boolean()),
      bic: v.exactOptional(v.boolean()),
    }),
  }),
  http_ratelimit: v.strictObject({
    ...head,
    action: v.literal("block"),
    ratelimit: v.strictObject({
      characteristics: v.array(v.picklist(["cf.colo.id", "ip.src"])),
      period: entitled("period", periods),
      requests_per_period: v.pipe(v.number(), v.integer(), v.minValue(1)),
      mitigation_timeout: entitled("mitigation timeout", timeouts),
    }),
  }),
  http_request_cache_settings: v.strictObject({
    ...head,
    action: v.literal("set_cache_settings"),
    action_parameters: v.strictObject({
      cache: v.exactOptional(v.boolean()),
      edge_ttl: v.exactOptional(edgeTtl(shortestEdgeTtl)),
      browser_ttl: v.exactOptional(browserTtl),
    }),
  }),
});

const rules = { free: rulesOn(planFacts.free), pro: rulesOn(planFacts.pro) };

/** The rule that a client sent. @throws ApiFault if the phase or the plan does not accept it. */
export function parseRule(phase: Phase, body: Body, pointer: string, plan: Plan): RuleInput {
  const given = Object.fromEntries(Object.entries(body).filter(([name]) => name !== "position"));
  if (typeof given.action !== "string" || typeof given.expression !== "string")
    throw refused(20125, `${typeof given.action === "string" ? "expression" : "action"} must be provided`, pointer);
  const result = v.safeParse(rules[plan][phase], given, { abortEarly: true });
  if (!result.success) throw refusalOf(result.issues[0], pointer);
  const rule = result.output;
  checkExpression(rule.expression, pointer);
  if (rule.action === "block") checkFields(rule.expression, plan, pointer);
  if (rule.action === "block" && !rule.ratelimit.characteristics.includes("cf.colo.id"))
    throw refused(20155, "the characteristics must contain 'cf.colo.id'", `${pointer}/ratelimit/characteristics`);
  return rule;
}

function refusalOf(issue: v.BaseIssue<unknown>, pointer: string): ApiFault {
  const path = (v.getDotPath(issue) ?? "").replaceAll(".", "/");
  if (issue.type === "strict_object" && issue.expected === "never") return faults.notImplemented(`The parameter ${path} of a rule`);
  const isEntitlement = issue.message.startsWith("not entitled");
  const reason = isEntitlement ? issue.message : `${shown(issue.input)} is not a valid value for ${path.split("/").at(-1) ?? path}`;
  return refused(20127, reason, `${pointer}/${path}`);
}

function checkExpression(expression: string, pointer: string): void {
  try {
    parseExpression(expression);
  } catch (error) {
    if (error instanceof ForeignExpression) throw faults.notImplemented(`${error.message} in an expression`);
    if (!(error instanceof ExpressionFault)) throw error;
    throw refused(20127, `'${expression}' is not a valid value for expression because ${error.message}`, `${pointer}/expression`);
  }
}

function checkFields(expression: string, plan: Plan, pointer: string): void {
  const foreign = fieldsIn(expression).filter((field) => !planFacts[plan].fields.includes(field));
  if (foreign.length === 0) return;
  const errors = foreign.map((field) => `the use of field ${field} is not allowed`).join(", ");
  const all = foreign.length === 1 ? errors : `there are ${String(foreign.length)} errors: ${errors}`;
  throw refused(20127, `not entitled: ${all}, an higher Advanced Rate Limiting plan is required`, `${pointer}/expression`);
}

/** Cloudflare does not publish the codes for refused rules; some are known from reports of its clients. */
function refused(code: number, message: string, pointer: string): ApiFault {
  return new ApiFault(400, [{ code, message, source: { pointer } }]);
}

function shown(value: unknown): string {
  return typeof value === "string" ? `'${value}'` : JSON.stringify(value);
}
