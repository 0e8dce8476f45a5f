import type { Fault } from "../../shared/fault";
import { fieldsOf, type Combination, type Unchecked } from "../../shared/validation";
import type { SiteConfig } from "../site-config";
import { certificateFindings, type ChainFacts } from "./rules/certificate";
import type { PlannedFinding } from "./rules/rule";
import { chainRules } from "./rules/rules";

/** What is wrong with the chain of a site by its settings and, where it is given, by its certificate; what the settings accept is not among it. */
export function chainFindings(site: Unchecked, facts?: ChainFacts): PlannedFinding[] {
  return notAccepted(site, [...chainRules.flatMap(({ findings }) => findings(site)), ...(facts ? certificateFindings(site, facts) : [])]);
}

/** The settings of a site that say what its certificate must be like. */
export type CertificateSettings = Pick<SiteConfig, "domain" | "proxy" | "certificate" | "accept">;

/** What of its certificate alone {@link chainFindings} says. */
export function checkCertificate(site: CertificateSettings, facts: ChainFacts): PlannedFinding[] {
  const settings = fieldsOf(site);
  return notAccepted(settings, certificateFindings(settings, facts));
}

/** The rules of the chain, as those of settings: errors are faults. */
export const chainCombinations: readonly Combination[] = chainRules.map(({ of, findings }) => {
  const told = (severity: PlannedFinding["severity"]) => (site: Unchecked, path: string) =>
    notAccepted(site, findings(site))
      .filter((found) => found.severity === severity)
      .map((found) => faultOf(found, path));
  return { of: [...of, "accept"], faults: told("error"), warnings: told("warning") };
});

/** A finding as a fault of the settings below `root`. */
export function faultOf({ code, setting, sees, problem, remedy }: PlannedFinding, root: string): Fault {
  return { path: `${root}.${setting}`, problem: `${problem} (${code}; visitors see: ${sees})`, remedy };
}

function notAccepted({ accept }: Unchecked, findings: readonly PlannedFinding[]): PlannedFinding[] {
  const accepted: readonly unknown[] = Array.isArray(accept) ? accept : [];
  return findings.filter(({ code }) => !accepted.includes(code));
}
