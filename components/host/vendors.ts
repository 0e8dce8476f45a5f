import * as v from "valibot";
import { isIpv6 } from "../shared/address";
import { registered } from "../shared/registered";
import type { Fault } from "../shared/fault";
import { fieldsOf, settings } from "../shared/validation";
import { sshAccessSchema } from "./common/firewall-rules";
import { hostsByName } from "./common/named-hosts";
import type { Entries } from "./common/vendor";
import { userKey } from "./login/public-key";
import * as registry from "./registry";

type Registered = (typeof registry)[keyof typeof registry];

type Types = NonNullable<Registered["types"]>;

type VendorTypes = Extract<Types, { readonly machine: unknown }>;

/** A machine at a vendor. */
export type MachineSettings = VendorTypes["machine"];

/** The host of a site at a vendor. */
export type VendorHost = VendorTypes["host"];

/** The host of a site, at a vendor or elsewhere. */
export type HostSettings = Types["host"];

const hosts: readonly Registered[] = registered<Registered>(registry);

const vendors = hosts.filter((host) => "machine" in host);

/** The schema of a host's settings. */
export const hostSchema = v.variant(
  "provider",
  hosts.map((host) =>
    "machine" in host
      ? settings({ ...host.machine, reservedIp: v.optional(v.boolean()), ssh: v.optional(sshAccessSchema), authorizedKeys: v.optional(v.array(userKey)) })
      : settings(host.host, host.lacks),
  ),
);

/** Resources are named after it. It has no dots, so that it is no domain. */
const hostName = v.pipe(v.string(), v.regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/, "must be a name of lower-case letters, digits and -, at most 32"));

/** The schema of the settings of a site's hosts besides its first one. */
export const otherHostsSchema = hostsByName(hostName, hostSchema);

/** Whether a site's host gets a firewall; true for a value that is not a host. */
export function hasFirewall(host: unknown): boolean {
  const { provider: wanted } = fieldsOf(host);
  return !hosts.some((each) => each.provider === wanted && !("machine" in each));
}

/** Whether visitors reach a site's host by IPv4; true for a value that is not a host, and for an address that is not known yet. */
export function hasIpv4(host: unknown): boolean {
  const { address, ipv4Enabled } = fieldsOf(host);
  return !isIpv6(address) && ipv4Enabled !== false;
}

/** What is wrong with a site's host and its secrets together; either may have any shape. */
export function hostFaults(host: unknown, secrets: unknown, path: string): Fault[] {
  const given = fieldsOf(host);
  const kind = hosts.find((each) => each.provider === given.provider);
  return kind && "faults" in kind ? kind.faults(given, fieldsOf(secrets), path) : [];
}

/** What is wrong with the settings of a machine or of a site's host together; they may have any shape. */
export function hostConflicts(host: unknown, path: string): Fault[] {
  const given = fieldsOf(host);
  return hosts.find((each) => each.provider === given.provider)?.conflicts?.(given, path) ?? [];
}

const provider = v.picklist(vendors.map((vendor) => vendor.provider));

/** The schemas of a machine's settings at a vendor; for an unknown vendor, those of all vendors together. */
export function machineEntries(wanted: unknown): Entries<MachineSettings> {
  const known = vendorsOf(wanted).map(({ machine }): v.ObjectEntries => machine);
  const keys = [...new Set(known.flatMap((entries) => Object.keys(entries)))];
  const entries = keys.map((key) => [key, anyOf(known.flatMap((each) => (each[key] ? [each[key] as v.GenericSchema] : [])))] as const);
  return { ...(Object.fromEntries(entries) as Entries<MachineSettings>), provider };
}

/** The schemas of a reserved address's settings at a vendor; for an unknown vendor, those of all vendors together. */
export function addressEntries(wanted: unknown): { readonly [Key in "provider" | "region" | "machine"]: v.GenericSchema } {
  const known = vendorsOf(wanted);
  return { provider, region: anyOf(known.map(({ machine }) => machine.region)), machine: anyOf(known.map(({ machineId }) => machineId)) };
}

function vendorsOf(wanted: unknown): typeof vendors {
  const found = vendors.filter((vendor) => vendor.provider === wanted);
  return found.length > 0 ? found : vendors;
}

function anyOf(schemas: readonly v.GenericSchema[]): v.GenericSchema {
  const [first, ...others] = schemas;
  if (first && others.length === 0) return first;
  const wrapped = schemas.flatMap((schema) => ("wrapped" in schema ? [schema.wrapped as v.GenericSchema] : []));
  return wrapped.length === schemas.length ? v.optional(v.union(wrapped)) : v.union([...schemas]);
}
