import * as v from "valibot";
import { hostSecrets } from "../common/host-secrets";
import { fieldsOf, type Combination } from "../../shared/validation";
import { addressConflicts, existingEntries, existingFaults } from "./settings";

/** The schema of the arguments of `ExistingMachine`. */
export const existingMachineRules = {
  entries: { ...existingEntries, hostSecrets, path: v.optional(v.string()) },
  combinations: [
    { of: ["user", "hostKey", "via", "hostSecrets"], faults: ({ hostSecrets: secrets, ...machine }, path) => existingFaults(machine, fieldsOf(secrets), path) },
    { of: ["address", "ipv6"], faults: addressConflicts },
  ] satisfies readonly Combination[],
};
