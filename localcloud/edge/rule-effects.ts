import { parseExpression, type Test } from "../zones/rules/expression";
import type { RuleRequest } from "../zones/rules/fields";
import type { CacheParameters, ConfigParameters, Phase, RateLimit, StoredRule } from "../zones/rules/rulesets";
import type { EdgeSettings, Zone } from "../zones/zone";

/** The rules of a zone in a phase, in their order. */
export type ZoneRules = (zone: Zone, phase: Phase) => readonly StoredRule[];

/** The effects of a zone's rules on one request. */
export interface RuleEffects {
  /** The zone's settings, with those that rules change for this request. */
  readonly settings: EdgeSettings;
  readonly redirect?: { readonly status: number; readonly location: string };
  readonly limits: readonly { readonly id: string; readonly limit: RateLimit }[];
  readonly cache: CacheParameters;
}

/** The first matching redirect counts, and for each setting the last matching rule: https://developers.cloudflare.com/ruleset-engine/reference/phases-list/ */
export function effectsOf(rules: ZoneRules, zone: Zone, request: RuleRequest): RuleEffects {
  const matching = (phase: Phase): StoredRule[] => rules(zone, phase).filter((rule) => rule.enabled && testOf(rule)(request));
  const [redirect] = matching("http_request_dynamic_redirect").flatMap((rule) => (rule.action === "redirect" ? [rule.action_parameters.from_value] : []));
  const config = matching("http_config_settings").flatMap((rule) => (rule.action === "set_config" ? [rule.action_parameters] : []));
  const cache = matching("http_request_cache_settings").flatMap((rule) => (rule.action === "set_cache_settings" ? [rule.action_parameters] : []));
  return {
    settings: settingsWith(zone.settings, Object.assign({}, ...config) as ConfigParameters),
    ...(redirect && { redirect: { status: redirect.status_code, location: locationOf(redirect, request) } }),
    limits: matching("http_ratelimit").flatMap((rule) => (rule.action === "block" ? [{ id: rule.id, limit: rule.ratelimit }] : [])),
    cache: Object.assign({}, ...cache) as CacheParameters,
  };
}

/** The parsed expressions of rules. */
const tests = new WeakMap<StoredRule, Test>();

function testOf(rule: StoredRule): Test {
  const test = tests.get(rule) ?? parseExpression(rule.expression);
  tests.set(rule, test);
  return test;
}

function settingsWith(settings: EdgeSettings, { ssl, security_level: securityLevel }: ConfigParameters): EdgeSettings {
  return {
    ...settings,
    ...(ssl !== undefined && { ssl }),
    ...(securityLevel !== undefined && { underAttack: securityLevel === "under_attack" }),
  };
}

function locationOf(redirect: { readonly target_url: { readonly value: string }; readonly preserve_query_string: boolean }, { uri }: RuleRequest): string {
  const query = uri.includes("?") ? uri.slice(uri.indexOf("?")) : "";
  return redirect.preserve_query_string ? `${redirect.target_url.value}${query}` : redirect.target_url.value;
}
