import * as v from "valibot";
import { ipv4Address } from "../../shared/address";
import { hostName, siteDomain, zoneFaults } from "../../shared/domain-name";
import type { Fault } from "../../shared/fault";
import { later, type Unchecked } from "../../shared/validation";
import { cloudflareEntries } from "./zone-settings";

const combinations = ({ domain, zone }: Unchecked, path: string): Fault[] => zoneFaults(domain, zone, `${path}.zone`);

/** What the arguments of `ProxiedRecord` must be. */
export const proxiedRecordRules = {
  entries: { ...cloudflareEntries, domain: siteDomain, address: later(ipv4Address), origin: v.optional(v.function()), precedesOrigin: v.optional(later(v.boolean())) },
  combinations,
};

/** What the arguments of `DirectRecord` must be. */
export const directRecordRules = { entries: { domain: hostName, address: later(ipv4Address), zone: v.optional(hostName) }, combinations };
