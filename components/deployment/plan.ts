import type { ApplicationPlan, AssetReader } from "../application/common/application-plan";
import type { Content } from "../application/common/content";
import type { Platform } from "../host/common/platform";
import { edgeFrom } from "../edge/edges";
import type { Release } from "../release/common/release";
import type { StoredData } from "../release/effects/stored-data";
import type { ServedNames } from "../server/common/served-name";
import type { ServerPlan } from "../server/common/web-server";
import { planServer, type ServerSettings } from "../server/servers";
import { planService, type ServiceSettings } from "../service/services";

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
export type ReleasePlan = Omit<Release, "secrets" | "certificate"> & { readonly data: StoredData };

/** Debian's package that installs security updates every day, unless the host's administrator has configured apt otherwise. */
const securityUpdates = "unattended-upgrades";

/** Plans everything on the host except secrets and certificate. Throws if the server has neither an upstream nor an application. */
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
    // The application comes first, as the server's probes send requests to it.
    services: [...(application?.services ?? []), ...servers.flatMap((plan) => plan.services)],
    ports: [...(application?.ports ?? []), ...servers.flatMap(({ ports }) => ports)],
    names: listed(servers, "names"),
    aliases: Object.assign({}, ...servers.map(({ aliases }) => aliases ?? {})) as Release["aliases"],
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
