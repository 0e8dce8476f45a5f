import * as v from "valibot";
import { certificateSchema, judgedSettings, secretsFaults, sourceFaults, type CertificateSource } from "../certificate/sources";
import { certificateSecrets } from "../certificate/common/setting-schemas";
import { leastNames } from "../certificate/x509/least-names";
import { applicationSchema, type Application } from "../application/application";
import { secretEnvironment } from "../application/common/environment";
import { aliasCombinations } from "../deployment/alias-faults";
import { contentCombinations, readableSettings } from "../deployment/content-faults";
import { serverSchema, type ServerSettings } from "../server/servers";
import { servicesSchema, type ServiceSettings } from "../service/services";
import { edgeFaults, edgeSchema, hasRecords, isProxied, judgedSettings as judgedOfEdge, type EdgeSettings } from "../edge/edges";
import { defaultZone, siteDomain, zoneFaults } from "../shared/domain-name";
import { loginEntries } from "../shared/destination";
import { refuse, type Fault } from "../shared/fault";
import { argumentFaults, fieldsOf, settings, type Combination, type Unchecked } from "../shared/validation";
import { hostSecrets } from "../host/common/host-secrets";
import { hostSchema, otherHostsSchema, type HostSettings } from "../host/vendors";
import { siteAliases, type SiteAlias } from "./aliases/alias";
import { siteAliasFaults } from "./aliases/faults";
import { namedSettings } from "./aliases/named-settings";
import { chainCombinations } from "./rules/judgement";
import { codes, type Code } from "./chain/codes";
import { otherHostCombinations, loginCombinations } from "./hosts/faults";
import { lockdownFaults } from "./lockdown/faults";
import { serviceFaults, serviceNames, sshfpFaults } from "./service-faults";
import { proofFaults } from "./proof-faults";
import { standbyFaults } from "./standby-faults";

/** The settings of a site: the arguments of `HttpsSite`, and `tlsup:site` in a stack's configuration. */
export interface SiteConfig {
  /** The host name that visitors type, e.g. `blog.example.com`. Lower case, without a trailing dot. */
  readonly domain: string;
  /**
   * The site's other names: each redirects to the domain, or serves the same. They are in the certificate and get records as the domain does.
   * @default none
   */
  readonly aliases?: readonly SiteAlias[];
  /** The machine that the site runs on. */
  readonly host: HostSettings;
  /**
   * More machines that serve the same, by name: another name makes another machine. Names have lower-case letters, digits and -, at
   * most 32. Each gets a record beside the one of `host`, and the edge passes visitors on to all of them. Only with an edge.
   * @default none
   */
  readonly otherHosts?: Readonly<Record<string, HostSettings>>;
  /** The edge between visitors and host, if any. */
  readonly proxy: EdgeSettings;
  /** Where the origin's certificate comes from. */
  readonly certificate: CertificateSource;
  /** The HTTPS server on the host. */
  readonly server: ServerSettings;
  /**
   * An application that is deployed along with the server, which passes requests on to it.
   * @default none: `server.upstream` answers
   */
  readonly application?: Application;
  /**
   * The services on the host beside the site, with the same certificate: at most one of each kind. A service whose
   * `serverName` is not the domain gets its own record, which leads straight to the host and so reveals its address.
   * @default no services
   */
  readonly services?: readonly ServiceSettings[];
  /**
   * Codes of findings that are intended (see docs/chain.md). An accepted finding does not fail a preview and is not
   * shown, and `tlsup check` does not count it.
   * @default none
   */
  readonly accept?: readonly Code[];
  /**
   * Whether the host serves only this site's edge: Cloudflare shows a client certificate of this site, which the server
   * requires. Without it, every customer of Cloudflare can bypass the site's settings at the edge.
   * @default false
   */
  readonly lockdown?: boolean;
  /**
   * The id of a machine with data that may be replaced. Without it the preview fails, and names id and folders.
   * @default none
   */
  readonly leaveDataOn?: string;
}

const siteEntries = {
  domain: siteDomain,
  aliases: siteAliases,
  host: hostSchema,
  otherHosts: v.optional(otherHostsSchema),
  proxy: edgeSchema,
  certificate: certificateSchema,
  server: serverSchema,
  application: v.optional(applicationSchema),
  services: v.optional(servicesSchema),
  accept: v.optional(v.array(v.picklist(Object.keys(codes) as Code[]))),
  lockdown: v.optional(v.boolean()),
  leaveDataOn: v.optional(loginEntries.machine),
};

/** @internal The schema of a site's settings. */
export const siteSchema = settings(siteEntries);

/** The rules for combinations of a site's settings. */
const siteCombinations: readonly Combination[] = [
  { of: judgedOfEdge.map((name) => `proxy.${name}`), faults: ({ proxy }, root) => edgeFaults(proxy, `${root}.proxy`) },
  { of: ["domain", "proxy.zone"], faults: ({ domain, proxy }, root) => zoneFaults(domain, fieldsOf(proxy).zone, `${root}.proxy.zone`) },
  {
    of: ["domain", "aliases", "proxy.zone", "services.*.serverName", ...judgedSettings.map((name) => `certificate.${name}`)],
    faults: (site, root) =>
      withZone(site, (domain) => {
        const named = namedSettings(site);
        const zones = [...new Set(named.map(({ zone }) => zone))];
        const names = leastNames([...new Set([...named.map(({ name }) => name), ...serviceNames(site.services)])]);
        return sourceFaults(site.certificate, { path: `${root}.certificate`, domain, zones, names });
      }),
  },
  ...aliasCombinations,
  { of: ["aliases", "proxy.sslFor", "certificate.names", "certificate.hostnames", "services.*.serverName"], faults: siteAliasFaults },
  {
    of: ["domain", "proxy.zone", "certificate.names", "certificate.hostnames", "services.*.serverName"],
    faults: ({ certificate, services, proxy, domain }, root) =>
      withZone({ domain, proxy }, (known, zone) =>
        serviceFaults(services, {
          domain: known,
          ...(hasRecords(proxy) && { zone }),
          certificate: fieldsOf(certificate),
          isProxied: isProxied(proxy),
          root,
        }),
      ),
  },
  ...chainCombinations,
  { of: ["domain", "proxy.sshfp", "services.*.serverName"], faults: sshfpFaults },
  { of: ["proxy.ssl", "server.redirectToHttps"], faults: lockdownFaults },
  { of: ["services"], faults: standbyFaults },
  { of: [], faults: proofFaults },
  ...contentCombinations,
  ...otherHostCombinations,
];

/** @internal The rules for the arguments of `HttpsSite`. */
export const httpsSiteRules = {
  entries: { ...siteEntries, secretEnvironment: v.optional(secretEnvironment), certificateSecrets, hostSecrets },
  combinations: [
    ...siteCombinations,
    { of: ["certificateSecrets"], faults: (site: Unchecked) => secretsFaults(site.certificate, site.certificateSecrets) },
    ...loginCombinations,
  ],
  readable: readableSettings,
};

/**
 * Checks the settings of a site, and returns them. Throws {@link ConfigurationError} with every fault, each with its path below `root`.
 *
 * @example
 * ```ts
 * import { siteConfig } from "tlsup";
 * const config = siteConfig({ domain: "blog.example.com" }, "tlsup:site"); // throws: host, proxy, certificate and server are required
 * ```
 */
export function siteConfig(value: unknown, root: string): SiteConfig {
  refuse(argumentFaults({ entries: siteEntries, combinations: siteCombinations }, value, root));
  return value as SiteConfig;
}

/** Faults that depend on the site's zone. */
function withZone({ domain, proxy }: Unchecked, faults: (domain: string, zone: string) => Fault[]): Fault[] {
  if (typeof domain !== "string") return [];
  const { zone } = fieldsOf(proxy);
  return faults(domain, typeof zone === "string" ? zone : defaultZone(domain));
}
