import { chainCodes, checkChain, ConfigurationError, type Code, type PlannedFinding, type SiteConfig } from "tlsup";
import type { OpenSetting, SeenSite } from "./site";

/** What is wrong with a site for each value of its open settings, and what depends on those that become known later. */
export interface Judgement {
  readonly findings: readonly PlannedFinding[];
  /** Pulumi's error for the value that a finding waits for. */
  readonly awaited: ReadonlyMap<Code, unknown>;
}

type Settings = Readonly<Record<string, unknown>>;

/** Judges a site by the rules that `HttpsSite` has, for each value that its open settings may have. */
export function judge(site: SeenSite, now: Date): Judgement {
  const later = site.open.filter((each) => each.later);
  const untold = site.open.filter((each) => !each.later);
  const cases = variants(site.settings, later).map((settings) => shared(variants(settings, untold).flatMap((each) => judgedCases(site, each, now))));
  const findings = [...shared(cases), ...site.past.map(shown)];
  const certain = new Set(findings.map(({ code }) => code));
  const possible = cases.flat().filter(({ code }) => !certain.has(code));
  return { findings, awaited: new Map(possible.map(({ code }) => [code, later[0]?.later?.reason])) };
}

/** Its rule over settings takes such names from services, which can have neither each name nor many of them. */
function shown(name: string): PlannedFinding {
  const code = "origin-address-shown";
  const { severity, sees } = chainCodes[code];
  const problem = "should not lead past the edge to the address behind it, which everybody can look up by this name";
  const remedy = `Have the record proxied, lead it to a host of its own, or set accept to ["${code}"]`;
  return { code, severity, sees, hop: "origin", setting: name, problem, remedy };
}

/** The findings of settings that are whole, for each authority that may have issued the certificate. */
function judgedCases({ leaf, trusts }: SeenSite, settings: Settings, now: Date): PlannedFinding[][] {
  const site = settings as unknown as SiteConfig;
  try {
    return leaf ? trusts.map((trust) => checkChain(site, { leaf, trust, now })) : [checkChain(site)];
  } catch (error) {
    // A name or a value that no site of tlsup may have, such as a record with an underscore.
    if (error instanceof ConfigurationError) return [];
    throw error;
  }
}

/** The findings whose code and setting each case has, as the first one tells them. */
function shared([first = [], ...others]: readonly (readonly PlannedFinding[])[]): PlannedFinding[] {
  const isSame = (one: PlannedFinding) => (other: PlannedFinding) => one.code === other.code && one.setting === other.setting;
  return first.filter((each) => others.every((findings) => findings.some(isSame(each))));
}

/** The settings with each combination of the values that open ones may have. */
function variants(settings: Settings, open: readonly OpenSetting[]): Settings[] {
  return open.reduce<Settings[]>((all, { path, values }) => all.flatMap((each) => values.map((value) => replaced(each, path, value))), [settings]);
}

function replaced(settings: Settings, [key = "", ...rest]: readonly string[], value: unknown): Settings {
  return { ...settings, [key]: rest.length === 0 ? value : replaced((settings[key] ?? {}) as Settings, rest, value) };
}
