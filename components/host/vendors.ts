import * as v from "valibot";
import { registered } from "../shared/registered";
import { settings } from "../shared/validation";
import type { Entries } from "./common/vendor";
import * as registry from "./registry";

type Types = NonNullable<(typeof registry)[keyof typeof registry]["types"]>;

/** A machine at a vendor. */
export type MachineSettings = Types["machine"];

/** The host of a site at a vendor. */
export type HostSettings = Types["host"];

const vendors = registered(registry);

/** What may be said about a host. */
export const hostSchema = v.variant("provider", vendors.map(({ machine }) => settings({ ...machine, reservedIp: v.optional(v.boolean()) })));

const provider = v.picklist(vendors.map((vendor) => vendor.provider));

/** What may be said about a machine at a vendor; at one that is not known, what may be said at any. */
export function machineEntries(wanted: unknown): Entries<MachineSettings> {
  const { machine } = vendorOf(wanted) ?? { machine: Object.assign({}, ...vendors.map((vendor) => vendor.machine)) as Entries<MachineSettings> };
  return { ...machine, provider };
}

/** What may be said about an address at a vendor that outlives machines. */
export function addressEntries(wanted: unknown): { readonly [Key in "provider" | "region" | "machine"]: v.GenericSchema } {
  const vendor = vendorOf(wanted);
  return { provider, region: vendor?.machine.region ?? v.string(), machine: vendor?.machineId ?? v.string() };
}

function vendorOf(wanted: unknown): (typeof vendors)[number] | undefined {
  return vendors.find((vendor) => vendor.provider === wanted);
}
