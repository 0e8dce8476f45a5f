import * as v from "valibot";
import { canonical } from "../../../shared/canonical";
import type { Verdict } from "../../../shared/resource-operations";
import { secret } from "../../../shared/validation";

/** The phases in which tlsup keeps rules. Source: https://developers.cloudflare.com/ruleset-engine/reference/phases-list/ */
export const rulePhases = ["http_config_settings", "http_ratelimit", "http_request_cache_settings"] as const;
export type RulePhase = (typeof rulePhases)[number];

/** One rule of a zone. Other rules in the same phase are not touched. */
export interface EdgeRuleInputs {
  /** The zone's id. */
  readonly zoneId: string;
  /** The phase of the request's processing: a Configuration Rule, a rate limiting rule or a Cache Rule. */
  readonly phase: RulePhase;
  /** Identifies the rule among the zone's rules. */
  readonly ref: string;
  /** The description that people see at Cloudflare. */
  readonly description: string;
  /** The requests that it applies to, in Cloudflare's rules language. */
  readonly expression: string;
  /** What it does, as JSON: the `action_parameters` of Cloudflare's API, or the `ratelimit`. */
  readonly parameters: string;
  /** The token that may change the zone's rules, if it is not in the environment. Secret. */
  readonly token?: string;
}

/** A rule at Cloudflare. */
export interface EdgeRuleOutputs extends EdgeRuleInputs {
  /** Whether it is enabled: it can be disabled at Cloudflare. */
  readonly isEnabled: boolean;
}

/** The schema of {@link EdgeRuleInputs}. */
export const edgeRuleEntries = {
  zoneId: v.string(),
  phase: v.picklist(rulePhases),
  ref: v.pipe(v.string(), v.minLength(1, "must not be empty")),
  description: v.string(),
  expression: v.pipe(v.string(), v.minLength(1, "must not be empty")),
  parameters: v.pipe(v.string(), v.check(isJsonObject, "must be a JSON object")),
  token: v.optional(secret(v.string())),
};

/** A rule in Cloudflare's API. */
export interface ApiRule {
  readonly id?: string;
  readonly ref?: string;
  readonly action?: string;
  readonly expression?: string;
  readonly description?: string;
  readonly enabled?: boolean;
  readonly action_parameters?: Readonly<Record<string, unknown>>;
  readonly ratelimit?: Readonly<Record<string, unknown>>;
}

const actions = { http_config_settings: "set_config", http_ratelimit: "block", http_request_cache_settings: "set_cache_settings" } as const;

/** Converts a rule to the API's form. */
export function toApi({ phase, ref, description, expression, parameters }: EdgeRuleInputs): ApiRule {
  const said = JSON.parse(parameters) as Readonly<Record<string, unknown>>;
  return {
    ref,
    description,
    expression,
    enabled: true,
    action: actions[phase],
    ...(phase === "http_ratelimit" ? { ratelimit: said } : { action_parameters: said }),
  };
}

/** The parameters of a rule: what it does. */
export function saidBy(rule: ApiRule, phase: string): Readonly<Record<string, unknown>> {
  if (phase !== "http_ratelimit") return rule.action_parameters ?? {};
  // Cloudflare may fill in this default.
  const { requests_to_origin: isAtOrigin, ...said } = rule.ratelimit ?? {};
  return isAtOrigin === false ? said : (rule.ratelimit ?? {});
}

/** The inputs that match a rule found at Cloudflare. The parameters keep the text of `known` if they mean the same. */
export function fromApi(rule: ApiRule, known: EdgeRuleInputs): EdgeRuleInputs {
  const found = saidBy(rule, known.phase);
  const parameters = canonical(found) === canonical(JSON.parse(known.parameters)) ? known.parameters : JSON.stringify(found);
  return { ...known, description: rule.description ?? "", expression: rule.expression ?? "", parameters };
}

/** If the ref, the zone or the phase changes, it is another rule. */
export const edgeRuleIdentity = ["zoneId", "phase", "ref"] as const;

/** Whether a rule changes; a disabled one must be enabled again. */
export function ruleChanges(olds: EdgeRuleOutputs, news: EdgeRuleInputs): Verdict {
  const replaces = edgeRuleIdentity.filter((key) => olds[key] !== news[key]);
  const differs = (["description", "expression", "parameters"] as const).some((key) => olds[key] !== news[key]);
  return { changes: replaces.length > 0 || differs || !olds.isEnabled, replaces, because: olds.isEnabled ? [] : ["isEnabled"] };
}

const nouns: Readonly<Record<RulePhase, string>> = {
  http_config_settings: "Configuration Rules",
  http_ratelimit: "rate limiting rules",
  http_request_cache_settings: "Cache Rules",
};

/** The permissions that a token needs for them. */
export const rulePermissions: Readonly<Record<RulePhase, string>> = {
  http_config_settings: "Zone: Config Rules: Edit",
  http_ratelimit: "Zone: Zone WAF: Edit",
  http_request_cache_settings: "Zone: Cache Rules: Edit",
};

const waysOut: Readonly<Record<RulePhase, string>> = {
  http_config_settings:
    'Take one away that nobody needs, choose a plan with more, or set proxy.sslFor to "zone", which needs no rule and holds for every name in the zone',
  http_ratelimit: "Take one away that nobody needs, choose a plan with more, or leave proxy.rateLimit out",
  http_request_cache_settings: "Take one away that nobody needs, choose a plan with more, or say fewer paths in proxy.cache",
};

/** Explains that a zone's plan has no room for a rule. `rules` are the existing ones. */
export function noRoomProblem({ phase, description: wanted }: EdgeRuleInputs, rules: readonly ApiRule[]): string {
  const there = rules.map(({ description = "", expression = "" }) => JSON.stringify(description === "" ? expression : description)).join(", ");
  return (
    `Cannot keep the rule ${JSON.stringify(wanted)} as the zone's plan has ${String(rules.length)} ${nouns[phase]}, ` +
    `and all of them are used: ${there}. ${waysOut[phase]}`
  );
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
