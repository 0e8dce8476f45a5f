import type { Fault } from "../../shared/fault";
import type { Combination, Unchecked } from "../../shared/validation";
import { certificateFindings, type ChainFacts } from "./certificate";
import type { PlannedFinding } from "./rule";
import { chainRules } from "./rules";

/** The faults in a site's chain that follow from its settings and, if given, from its certificate. Leaves out what the settings accept. */
export function chainFindings(site: Unchecked, facts?: ChainFacts): PlannedFinding[] {
  return notAccepted(site, [...chainRules.flatMap(({ findings }) => findings(site)), ...(facts ? certificateFindings(site, facts) : [])]);
}

/** The part of {@link chainFindings} that follows from the certificate. */
export function certificateAlone(site: Unchecked, facts: ChainFacts): PlannedFinding[] {
  return notAccepted(site, certificateFindings(site, facts));
}

/** The rules of the chain as rules for settings: errors become faults. */
export const chainCombinations: readonly Combination[] = chainRules.map(({ of, findings }) => {
  const told = (severity: PlannedFinding["severity"]) => (site: Unchecked, path: string) =>
    notAccepted(site, findings(site))
      .filter((found) => found.severity === severity)
      .map((found) => faultOf(found, path));
  return { of: [...of, "accept"], faults: told("error"), warnings: told("warning") };
});

/** Converts a finding to a fault of the settings below `root`. */
export function faultOf({ code, setting, sees, problem, remedy }: PlannedFinding, root: string): Fault {
  return { path: `${root}.${setting}`, problem: `${problem} (${code}; visitors see: ${sees})`, remedy };
}

function notAccepted({ accept }: Unchecked, findings: readonly PlannedFinding[]): PlannedFinding[] {
  const accepted: readonly unknown[] = Array.isArray(accept) ? accept : [];
  return findings.filter(({ code }) => !accepted.includes(code));
}
