import * as v from "valibot";
import { addressRange } from "../shared/address";
import { loginEntries } from "../shared/destination";
import { siteDomain } from "../shared/domain-name";
import { certificatePem } from "../certificate/common/setting-schemas";
import type { Fault } from "../shared/fault";
import { fieldsOf, type Combination, type Unchecked } from "../shared/validation";
import { accessSchema } from "../host/common/access";
import { hostsByName } from "../host/common/named-hosts";
import { image } from "../host/common/platform";
import { applicationSchema } from "../application/application";
import { secretEnvironment } from "../application/common/environment";
import { aliasCombinations, lockedWildcards } from "./alias-faults";
import { contentCombinations, readableSettings } from "./content-faults";
import { servedCertificate, servedKey } from "../release/common/served-certificate";
import { servedAliases } from "../server/common/served-name";
import { serverSchema } from "../server/servers";
import { servicesSchema } from "../service/services";

/** The arguments that `HttpsServer` and `HttpsFleet` share. */
const serverEntries = {
  domain: siteDomain,
  aliases: servedAliases,
  certificate: servedCertificate,
  image: v.optional(image),
  server: serverSchema,
  services: v.optional(servicesSchema),
  application: v.optional(applicationSchema),
  secretEnvironment: v.optional(secretEnvironment),
  edgeRanges: v.array(addressRange),
  clientAuthority: v.optional(certificatePem),
  leaveDataOn: v.optional(loginEntries.machine),
};

const serverCombinations: readonly Combination[] = [
  ...contentCombinations,
  ...aliasCombinations,
  { of: ["aliases"], faults: ({ aliases, clientAuthority }, root) => (clientAuthority === undefined ? [] : lockedWildcards(aliases, root)) },
];

/** The rules of the arguments of `HttpsServer`. */
export const httpsServerRules = {
  entries: { ...serverEntries, access: accessSchema },
  combinations: [servedKey, ...serverCombinations],
  readable: readableSettings,
};

/** Resources are named after it. */
const fleetHost = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "must be a name of letters, digits, dots, _ and -, at most 63"));

/** The rules of the arguments of `HttpsFleet`. */
export const httpsFleetRules = {
  entries: { ...serverEntries, hosts: hostsByName(fleetHost, accessSchema), canary: v.optional(v.string()) },
  combinations: [
    servedKey,
    ...serverCombinations,
    { of: [], faults: ({ hosts }: Unchecked, path: string) => hostFaults(fieldsOf(hosts), `${path}.hosts`) },
    { of: [], faults: (args: Unchecked, path: string) => canaryFaults(args, `${path}.canary`) },
  ],
  readable: readableSettings,
};

function canaryFaults({ canary, hosts }: Unchecked, path: string): Fault[] {
  if (typeof canary !== "string" || Object.hasOwn(fieldsOf(hosts), canary)) return [];
  return [
    {
      path,
      problem: `must name one of the hosts (${Object.keys(fieldsOf(hosts)).join(", ")}): current value is ${JSON.stringify(canary)}`,
      remedy: "Correct it, or leave it out: then all hosts are pushed to at once",
    },
  ];
}

/** Two releases of one site on the same host would keep replacing each other. */
function hostFaults(hosts: Unchecked, path: string): Fault[] {
  const entries = Object.entries(hosts);
  if (entries.length === 0) return [{ path, problem: "must hold at least one host: current value is empty" }];
  return entries.flatMap(([name, access], index) => {
    const same = entries.slice(0, index).find(([, earlier]) => isSameHost(fieldsOf(access), fieldsOf(earlier)));
    return same
      ? [{ path: `${path}.${name}`, problem: `must be a different host than ${same[0]}: both have the same address`, remedy: "Name each host once" }]
      : [];
  });
}

/** Two outputs count as the same only if they are the same object. */
function isSameHost(one: Unchecked, other: Unchecked): boolean {
  return one.host !== undefined && one.host === other.host && one.port === other.port;
}
