import type { ApplicationPlan, AssetReader } from "../application/common/application-plan";
import type { Content } from "../application/common/content";
import type { Platform } from "../host/common/platform";
import { edgeFrom } from "../edge/edges";
import { hostNames, type Probe, type Release } from "../release/common/release";
import type { StoredData } from "../release/effects/stored-data";
import type { ServedNames } from "../server/common/served-name";
import { planServer, type ServerSettings } from "../server/servers";
import { planService, servicePorts, type ServiceSettings } from "../service/services";

/** What a site's release is planned from. Its secrets are passed separately. */
export interface ReleaseContext extends ServedNames {
  /** See {@link Release.site}. */
  readonly site: string;
  readonly platform: Platform;
  /** Absent on a host without a web site. */
  readonly server?: ServerSettings;
  /**
   * Other services on the host.
   * @default none
   */
  readonly services?: readonly ServiceSettings[];
  readonly application: ApplicationPlan | undefined;
  readonly edgeRanges: readonly string[];
  /**
   * Whether the server admits only clients with a certificate from the release's CA.
   * @default false
   */
  readonly lockdown?: boolean;
  /** Reads files that ship beside the applications' modules. */
  readonly asset: AssetReader;
}

/** A release without its secrets and certificate, which are known later, but with the data that it keeps on the machine. */
export type ReleasePlan = Omit<Release, "secrets" | "certificate"> & {
  readonly data: StoredData;
  /** Those of its probes whose ports clients elsewhere reach. */
  readonly reached: readonly Probe[];
  /** The server's `tls`, if all sites of the host have one. */
  readonly sharedTls?: string;
};

/** Debian's package that installs security updates every day, unless the host's administrator has configured apt otherwise. */
const securityUpdates = "unattended-upgrades";

/** Plans everything on the host except secrets and certificate. Throws if the server has neither an upstream nor an application. */
export function planRelease({ server, services = [], application, asset, edgeRanges, ...context }: ReleaseContext): ReleasePlan {
  const servers = [
    ...(server ? [planServer(server, { ...context, edge: edgeFrom(edgeRanges), content: contentOf(server, application, context.domain) }, asset)] : []),
    ...services.map((service) => planService(service, context)),
  ];
  // The application comes first, as the server's probes send requests to it.
  const parts: readonly Part[] = [...(application ? [application] : []), ...servers];
  const probes = listed(parts, "probes");
  const sharedTls = parts.find((part) => part.sharedTls)?.sharedTls;
  const open = servicePorts(services).map(({ ports }) => ports);
  return {
    site: context.site,
    domain: context.domain,
    packages: [...new Set([securityUpdates, ...listed(parts, "packages")])],
    files: merged(parts, "files"),
    trees: merged(parts, "trees"),
    certificateFiles: listed(parts, "certificateFiles"),
    preparation: listed(parts, "preparation"),
    links: merged(parts, "links"),
    takeovers: listed(parts, "takeovers"),
    checks: listed(parts, "checks"),
    complaints: listed(parts, "complaints"),
    services: listed(parts, "services"),
    ports: listed(parts, "ports").map((held) => ({ ...(open.includes(String(held.port)) && { demand: "open" }), ...held })),
    names: listed(parts, "names"),
    aliases: merged(parts, "aliases"),
    probes,
    reached: probes.filter(({ protocol, port }) => protocol === "https" || open.includes(String(port))),
    data: merged(parts, "data"),
    ...(sharedTls && { sharedTls }),
  };
}

/**
 * The probes on a host, and again at its IPv6 address those for names that lead there: without IPv4 all, else the site's own. These follow, as the first probe
 * tells which certificate is served.
 */
export function probesOn({ probes, reached, ...site }: ReleasePlan, host: string, ipv6: string | undefined): readonly Probe[] {
  if (ipv6 === undefined) return probes;
  const led = reached.filter(({ serverName }) => host === ipv6 || hostNames(site).includes(serverName));
  return [...probes, ...led.map((probe) => ({ ...probe, address: ipv6 }))];
}

function contentOf(server: ServerSettings, application: ApplicationPlan | undefined, domain: string): Content {
  if (application) return application.content;
  if (server.upstream === undefined)
    throw new Error(`Cannot plan the server of ${domain} as it must have something to pass requests on to: give server.upstream or an application`);
  return { kind: "upstream", url: server.upstream };
}

/** What the application, the server or a service adds. */
type Part = Partial<ReleasePlan>;

type ListKey = "packages" | "certificateFiles" | "preparation" | "takeovers" | "checks" | "complaints" | "services" | "ports" | "names" | "probes";

function merged<Key extends "files" | "trees" | "links" | "aliases" | "data">(parts: readonly Part[], key: Key): ReleasePlan[Key] {
  return Object.assign({}, ...parts.map((part) => part[key] ?? {})) as ReleasePlan[Key];
}

function listed<Key extends ListKey>(parts: readonly Part[], key: Key): ReleasePlan[Key][number][] {
  return parts.flatMap((part): readonly ReleasePlan[Key][number][] => part[key] ?? []);
}
