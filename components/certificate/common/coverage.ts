import type { Fault } from "../../shared/fault";
import { covers } from "../x509/names";

/** The fault of names, as given at `path`, that would not cover the site's domain. `names` are they in the form that the CA uses. */
export function coverageFaults(path: string, domain: string, given: readonly string[], names = given): Fault[] {
  if (covers({ dnsNames: names, addresses: [] }, domain)) return [];
  const problem = `must cover the domain ${domain}: current value is ${given.join(", ")}`;
  return [{ path, problem, remedy: "Add it, or an asterisk in the place of its first label" }];
}
