import type { Collection, Store } from "../../store/store";
import type { SslMode } from "../zone";

/** The phases that have rules here, in the order in which a request passes them. */
export const phases = ["http_request_dynamic_redirect", "http_config_settings", "http_ratelimit", "http_request_cache_settings"] as const;
export type Phase = (typeof phases)[number];

export interface ConfigParameters {
  readonly ssl?: SslMode;
  readonly security_level?: "off" | "essentially_off" | "low" | "medium" | "high" | "under_attack";
  /** These two have no effect here. */
  readonly automatic_https_rewrites?: boolean;
  readonly bic?: boolean;
}

/** How long an answer is cached; seconds. */
export interface CacheParameters {
  /** Whether the cache handles the request at all. */
  readonly cache?: boolean;
  readonly edge_ttl?: {
    readonly mode: "respect_origin" | "override_origin" | "bypass_by_default";
    readonly default?: number;
    /** -1: never cached, 0: revalidated each time. */
    readonly status_code_ttl?: readonly {
      readonly status_code?: number;
      readonly status_code_range?: { readonly from?: number; readonly to?: number };
      readonly value: number;
    }[];
  };
  readonly browser_ttl?: { readonly mode: "respect_origin" | "override_origin" | "bypass"; readonly default?: number };
}

export interface RedirectParameters {
  readonly from_value: {
    readonly status_code: 301 | 302 | 303 | 307 | 308;
    readonly target_url: { readonly value: string };
    readonly preserve_query_string: boolean;
  };
}

export interface RateLimit {
  readonly characteristics: readonly string[];
  /** Seconds, like `mitigation_timeout`. */
  readonly period: number;
  readonly requests_per_period: number;
  readonly mitigation_timeout: number;
}

/** A rule's action, in the API's form. */
export type RuleAction =
  | { readonly action: "redirect"; readonly action_parameters: RedirectParameters }
  | { readonly action: "set_config"; readonly action_parameters: ConfigParameters }
  | { readonly action: "block"; readonly ratelimit: RateLimit }
  | { readonly action: "set_cache_settings"; readonly action_parameters: CacheParameters };

export type StoredRule = RuleAction & {
  readonly id: string;
  readonly version: string;
  /** Identifies the rule for its client. */
  readonly ref: string;
  readonly expression: string;
  readonly description: string;
  readonly enabled: boolean;
  /** RFC 3339. */
  readonly last_updated: string;
};

/** The entry point of a phase in a zone: at most one. */
export interface StoredRuleset {
  readonly id: string;
  readonly zoneId: string;
  readonly phase: Phase;
  readonly name: string;
  readonly description: string;
  readonly version: number;
  readonly lastUpdated: string;
  readonly rules: readonly StoredRule[];
}

/** The rules of all zones. */
export class Rulesets {
  readonly #stored: Collection<StoredRuleset>;

  constructor(store: Store) {
    this.#stored = store.collection("rulesets");
  }

  list(zoneId: string): StoredRuleset[] {
    return this.#stored.list().filter((ruleset) => ruleset.zoneId === zoneId);
  }

  entryPoint(zoneId: string, phase: Phase): StoredRuleset | undefined {
    return this.#stored.list().find((ruleset) => ruleset.zoneId === zoneId && ruleset.phase === phase);
  }

  put(ruleset: StoredRuleset): StoredRuleset {
    return this.#stored.put(ruleset);
  }

  delete(ruleset: StoredRuleset): void {
    this.#stored.delete(ruleset.id);
  }
}
