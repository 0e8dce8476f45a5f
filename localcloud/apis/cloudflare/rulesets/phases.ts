import { phases, type Phase } from "../../../zones/rules/rulesets";
import type { Plan } from "../../../zones/stored";
import { fault, faults } from "../faults";
import type { Permission } from "../permissions";

interface PhaseFacts {
  readonly read: Permission;
  readonly write: Permission;
  /** The number of rules that a zone may have in it. */
  readonly limits: Readonly<Record<Plan, number>>;
}

const few = { free: 10, pro: 25 };

/** https://developers.cloudflare.com/ruleset-engine/reference/phases-list/ and the pages of the products. */
export const phaseFacts: Readonly<Record<Phase, PhaseFacts>> = {
  http_request_dynamic_redirect: { read: "Dynamic URL Redirects Read", write: "Dynamic URL Redirects Write", limits: few },
  http_config_settings: { read: "Config Settings Read", write: "Config Settings Write", limits: few },
  http_ratelimit: { read: "Zone WAF Read", write: "Zone WAF Write", limits: { free: 1, pro: 2 } },
  http_request_cache_settings: { read: "Cache Settings Read", write: "Cache Settings Write", limits: few },
};

/** The phase of that name. @throws ApiFault if Cloudflare or the local cloud does not have it. */
export function phaseNamed(name: string): Phase {
  const phase = phases.find((each) => each === name);
  if (phase) return phase;
  if (/^(ddos_l|http_|magic_)/.test(name)) throw faults.notImplemented(`The phase ${name}`);
  throw fault(400, 20127, `'${name}' is not a valid value for phase`);
}
