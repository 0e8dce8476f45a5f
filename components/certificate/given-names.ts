import type { Unchecked } from "../shared/validation";
import { normaliseNames } from "./acme/names";

/** The names in the settings of a certificate, as a CA writes them; `undefined` if they leave the names to the site. */
export function givenNames(certificate: Unchecked): readonly string[] | undefined {
  const given = [certificate.names, certificate.hostnames].find((names) => Array.isArray(names)) as readonly unknown[] | undefined;
  return given && normaliseNames(given.filter((name) => typeof name === "string"));
}
