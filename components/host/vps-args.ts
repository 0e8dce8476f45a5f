import * as v from "valibot";
import { openPortsSchema, sshAccessSchema, webAccessSchema } from "./common/firewall-rules";
import { addressEntries, machineEntries } from "./vendors";

/** What the arguments of `Vps` must be at a vendor. */
export function vpsRulesAt(provider: unknown) {
  return { entries: { ...machineEntries(provider), web: webAccessSchema, open: v.optional(openPortsSchema), ssh: v.optional(sshAccessSchema) } };
}

/** What the arguments of `Vps` may be at any vendor. */
export const vpsRules = vpsRulesAt(undefined);

/** What the arguments of `ReservedAddress` must be at a vendor. */
export function reservedAddressRulesAt(provider: unknown) {
  return { entries: addressEntries(provider) };
}

/** What the arguments of `ReservedAddress` may be at any vendor. */
export const reservedAddressRules = reservedAddressRulesAt(undefined);
