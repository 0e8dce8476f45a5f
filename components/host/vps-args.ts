import * as v from "valibot";
import { openPortsSchema, sshAccessSchema, webAccessSchema } from "./common/firewall-rules";
import type { Combination } from "../shared/validation";
import { userKey } from "./login/public-key";
import { addressEntries, hostConflicts, machineEntries } from "./vendors";

/** The schema of the arguments of `Vps` at a vendor. */
export function vpsRulesAt(provider: unknown) {
  const gates = { web: webAccessSchema, open: v.optional(openPortsSchema), ssh: v.optional(sshAccessSchema) };
  return {
    entries: { ...machineEntries(provider), ...gates, authorizedKeys: v.optional(v.array(userKey)) },
    combinations: [{ of: [], faults: hostConflicts }] satisfies readonly Combination[],
  };
}

/** The schema of the arguments of `Vps` at any vendor. */
export const vpsRules = vpsRulesAt(undefined);

/** The schema of the arguments of `ReservedAddress` at a vendor. */
export function reservedAddressRulesAt(provider: unknown) {
  return { entries: addressEntries(provider) };
}

/** The schema of the arguments of `ReservedAddress` at any vendor. */
export const reservedAddressRules = reservedAddressRulesAt(undefined);
