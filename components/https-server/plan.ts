import type { ApplicationPlan } from "./application/application";
import type { Release } from "./release";
import { planNginx, type NginxSettings } from "./servers/nginx";

/** What a site's release is made from; its secrets travel beside it. */
export interface ReleaseContext {
  readonly domain: string;
  readonly server: NginxSettings;
  readonly application: ApplicationPlan | undefined;
  /** The leaf and its intermediates, PEM. */
  readonly fullChain: string;
  /** SHA-256 of the leaf. */
  readonly sha256: string;
  readonly edgeRanges: readonly string[];
}

/** Everything of a site's release that anybody may see. Throws when nothing answers behind the server. */
export function planRelease({ domain, server, application, fullChain, sha256, edgeRanges }: ReleaseContext): Omit<Release, "site" | "secrets"> {
  const upstream = application?.upstream ?? server.upstream;
  if (upstream === undefined) throw new Error(`Cannot plan the server of ${domain} as it must have something to pass requests on to: give server.upstream or an application`);
  const nginx = planNginx(server, { domain, upstream, edgeRanges });
  return {
    packages: [...nginx.packages, ...(application?.packages ?? [])],
    files: { ...nginx.files, ...application?.files, "tls/fullchain.pem": fullChain },
    links: { ...nginx.links, ...application?.links },
    checks: nginx.checks,
    // The application first: the server's proof asks it.
    services: [...(application ? [application.service] : []), ...nginx.services],
    probe: { serverName: domain, port: 443, sha256, healthPath: server.healthPath ?? "/" },
  };
}
