import type { Fault } from "../../shared/fault";
import type { Combination, Unchecked } from "../../shared/validation";
import { certificateFindings, type ChainFacts } from "./certificate";
import type { PlannedFinding } from "./rule";
import { chainRules } from "./rules";

/** What is wrong with the chain of a site by its settings and, where it is given, by its certificate; what the settings accept is not among it. */
export function chainFindings(site: Unchecked, facts?: ChainFacts): PlannedFinding[] {
  return notAccepted(site, [...chainRules.flatMap(({ findings }) => findings(site)), ...(facts ? certificateFindings(site, facts) : [])]);
}

/** What {@link chainFindings} says of its certificate alone. */
export function certificateAlone(site: Unchecked, facts: ChainFacts): PlannedFinding[] {
  return notAccepted(site, certificateFindings(site, facts));
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
