import type { ApplicationPlan, AssetReader } from "../application/common/application-plan";
import type { Content } from "../application/common/content";
import type { Platform } from "../host/common/platform";
import { edgeFrom } from "../edge/edges";
import type { Release } from "../release/common/release";
import type { StoredData } from "../release/effects/stored-data";
import type { ServerPlan } from "../server/common/web-server";
import { planServer, type ServerSettings } from "../server/servers";
import { planService, type ServiceSettings } from "../service/services";

/** What a site's release is made from; its secrets travel beside it. */
export interface ReleaseContext {
  /** See {@link Release.site}. */
  readonly site: string;
  readonly domain: string;
  readonly platform: Platform;
  /** Absent on a host that has no web site. */
  readonly server?: ServerSettings;
  /**
   * What the host serves beside the site.
   * @default nothing
   */
  readonly services?: readonly ServiceSettings[];
  readonly application: ApplicationPlan | undefined;
  readonly edgeRanges: readonly string[];
  /**
   * Whether the server serves those clients alone that the release's CA knows.
   * @default false
   */
  readonly lockdown?: boolean;
  /** Reads what ships beside the applications' modules. */
  readonly asset: AssetReader;
}

/** A release less its secrets and its certificate, which are known later, and what gathers on the machine beside it. */
export type ReleasePlan = Omit<Release, "secrets" | "certificate"> & { readonly data: StoredData };

/** Debian's own way: what it brings installs security updates every day, unless the host's administrator has told apt otherwise. */
const securityUpdates = "unattended-upgrades";

/** What is on the host besides secrets and certificate. Throws when nothing answers behind the server. */
export function planRelease({ server, services = [], application, asset, edgeRanges, ...context }: ReleaseContext): ReleasePlan {
  const servers = [
    ...(server ? [planServer(server, { ...context, edge: edgeFrom(edgeRanges), content: contentOf(server, application, context.domain) }, asset)] : []),
    ...services.map((service) => planService(service, context)),
  ];
  return {
    site: context.site,
    domain: context.domain,
    packages: [...new Set([securityUpdates, ...servers.flatMap(({ packages }) => packages), ...(application?.packages ?? [])])],
    files: merged([...servers.map(({ files }) => files), application?.files ?? {}]),
    trees: application?.trees ?? {},
    certificateFiles: listed(servers, "certificateFiles"),
    preparation: [...(application?.preparation ?? []), ...listed(servers, "preparation")],
    links: merged([...servers.map(({ links }) => links), application?.links ?? {}]),
    takeovers: listed(servers, "takeovers"),
    checks: [...(application?.checks ?? []), ...servers.flatMap(({ checks }) => checks)],
    // The application first: the server's proof asks it.
    services: [...(application?.services ?? []), ...servers.flatMap((plan) => plan.services)],
    ports: [...(application?.ports ?? []), ...servers.flatMap(({ ports }) => ports)],
    names: listed(servers, "names"),
    probes: servers.flatMap(({ probes }) => probes),
    data: merged([...servers.map(({ data }) => data ?? {}), application?.data ?? {}]),
  };
}

function contentOf(server: ServerSettings, application: ApplicationPlan | undefined, domain: string): Content {
  if (application) return application.content;
  if (server.upstream === undefined)
    throw new Error(`Cannot plan the server of ${domain} as it must have something to pass requests on to: give server.upstream or an application`);
  return { kind: "upstream", url: server.upstream };
}

function merged(records: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  return Object.assign({}, ...records) as Record<string, string>;
}

function listed<Key extends "certificateFiles" | "preparation" | "takeovers" | "names">(
  servers: readonly ServerPlan[],
  key: Key,
): NonNullable<ServerPlan[Key]>[number][] {
  return servers.flatMap((server): readonly NonNullable<ServerPlan[Key]>[number][] => server[key] ?? []);
}
