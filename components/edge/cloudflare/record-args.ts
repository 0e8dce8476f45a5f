import * as v from "valibot";
import { ipv4Address, ipv6Address } from "../../shared/address";
import { hostName, hostPattern, siteAlias, zoneFaults } from "../../shared/domain-name";
import { publicKey } from "../../shared/destination";
import type { Combination, Unchecked } from "../../shared/validation";
import { wildcardFaults } from "./rules/wildcard-faults";
import { cloudflareEntries } from "./zone-settings";

const combinations: readonly Combination[] = [{ of: ["domain", "zone"], faults: ({ domain, zone }, path) => zoneFaults(domain, zone, `${path}.zone`) }];

/** The rules for the arguments of `ProxiedRecord`. */
export const proxiedRecordRules = {
  entries: { ...cloudflareEntries, domain: siteAlias, address: ipv4Address, ipv6: v.optional(ipv6Address), precedesOrigin: v.optional(v.boolean()) },
  combinations: [
    ...combinations,
    {
      of: ["domain", "sslFor"],
      faults: ({ domain, ...proxy }: Unchecked, path: string) => (typeof domain === "string" ? wildcardFaults(domain, proxy, `${path}.domain`) : []),
    },
  ],
};

/** The rules for the arguments of `DirectRecord`. */
export const directRecordRules = {
  entries: {
    domain: hostPattern,
    address: ipv4Address,
    ipv6: v.optional(ipv6Address),
    hostKey: v.optional(publicKey),
    zone: v.optional(hostName),
    precedesOrigin: v.optional(v.boolean()),
  },
  combinations,
};
