import * as v from "valibot";
import type { Fault } from "../../shared/fault";
import type { Combination, Unchecked } from "../../shared/validation";
import { fileReference } from "../../shared/file-reference";
import { certificateSecrets, keyFile, material, namedHost, names } from "../common/setting-schemas";

/** The schema of a provided certificate's settings. */
export const providedEntries = {
  certificate: v.optional(material),
  chain: v.optional(material),
  privateKey: v.optional(keyFile),
  pkcs12: v.optional(fileReference),
  root: v.optional(material),
};

/** The settings that name the files of a provided certificate. */
export const materialSettings: readonly string[] = ["certificate", "chain", "privateKey", "pkcs12"];

/** What is wrong with the files of a provided certificate as a whole. */
export function materialFaults({ certificate, chain, privateKey, pkcs12 }: Unchecked, path: string): Fault[] {
  if (certificate === undefined && pkcs12 === undefined)
    return [{ path, problem: "must have `certificate` or `pkcs12`: there is neither", remedy: "Give the certificate as PEM, or as a PKCS #12 file" }];
  if (pkcs12 === undefined) return [];
  const beside = Object.entries({ certificate, chain, privateKey }).filter(([, setting]) => setting !== undefined);
  return beside.map(([key]) => ({
    path: `${path}.${key}`,
    problem: "must be left out beside `pkcs12`, which holds leaf, chain and key",
    remedy: "Remove one of the two",
  }));
}

/** The schema of the arguments of `ProvidedCertificate`. */
export const providedRules = {
  entries: { ...providedEntries, names: names(namedHost), certificateSecrets, path: v.optional(v.string()) },
  combinations: [{ of: materialSettings, faults: materialFaults }] satisfies readonly Combination[],
};
