import * as v from "valibot";
import { openPortsSchema, webAccessSchema } from "./common/firewall-rules";
import { digitalOceanMachine, region } from "./host";

/** What the arguments of `Vps` must be. */
export const vpsRules = { entries: { ...digitalOceanMachine, web: webAccessSchema, open: v.optional(openPortsSchema) } };

/** What the arguments of `ReservedAddress` must be. */
export const reservedAddressRules = {
  entries: { provider: v.literal("digitalocean"), region, machine: v.pipe(v.string(), v.regex(/^\d+$/, "must be the id of a droplet")) },
};
