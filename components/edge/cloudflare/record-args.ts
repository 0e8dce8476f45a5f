import * as v from "valibot";
import { ipv6Address, recordAddress } from "../../shared/address";
import { hostName, hostPattern, siteAlias, zoneFaults } from "../../shared/domain-name";
import { publicKey } from "../../shared/destination";
import type { Fault } from "../../shared/fault";
import type { Combination, Unchecked } from "../../shared/validation";
import { wildcardFaults } from "./rules/wildcard-faults";
import { cloudflareEntries } from "./zone-settings";

const combinations: readonly Combination[] = [
  { of: ["domain", "zone"], faults: ({ domain, zone }, path) => zoneFaults(domain, zone, `${path}.zone`) },
  { of: [], faults: ({ address, ipv6 }, path) => (address === undefined && ipv6 === undefined ? [nowhere(path)] : []) },
];

function nowhere(path: string): Fault {
  return { path: `${path}.address`, problem: "is required unless ipv6 is given", remedy: "Give the host's IPv4 address, or its IPv6 address as ipv6, or both" };
}

const addresses = { address: v.optional(recordAddress), ipv6: v.optional(ipv6Address) };

/** The rules for the arguments of `ProxiedRecord`. */
export const proxiedRecordRules = {
  entries: { ...cloudflareEntries, domain: siteAlias, ...addresses, precedesOrigin: v.optional(v.boolean()) },
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
    ...addresses,
    hostKey: v.optional(publicKey),
    zone: v.optional(hostName),
    precedesOrigin: v.optional(v.boolean()),
  },
  combinations,
};
