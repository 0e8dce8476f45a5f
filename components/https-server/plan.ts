import type { ApplicationPlan } from "./application/application";
import type { Release } from "./release";
import { planNginx, type NginxSettings } from "./servers/nginx";

/** What a site's release is made from; its secrets travel beside it. */
export interface ReleaseContext {
  readonly domain: string;
  readonly server: NginxSettings;
  readonly application: ApplicationPlan | undefined;
  readonly edgeRanges: readonly string[];
}

/** A release less its secrets and its certificate, which are known later. */
export interface ReleasePlan extends Omit<Release, "site" | "secrets" | "probe"> {
  readonly probe: Omit<Release["probe"], "sha256">;
}

/** What is on the host besides secrets and certificate. Throws when nothing answers behind the server. */
export function planRelease({ domain, server, application, edgeRanges }: ReleaseContext): ReleasePlan {
  const upstream = application?.upstream ?? server.upstream;
  if (upstream === undefined) throw new Error(`Cannot plan the server of ${domain} as it must have something to pass requests on to: give server.upstream or an application`);
  const nginx = planNginx(server, { domain, upstream, edgeRanges });
  return {
    packages: [...nginx.packages, ...(application?.packages ?? [])],
    files: { ...nginx.files, ...application?.files },
    links: { ...nginx.links, ...application?.links },
    checks: nginx.checks,
    // The application first: the server's proof asks it.
    services: [...(application ? [application.service] : []), ...nginx.services],
    probe: { serverName: domain, port: 443, healthPath: server.healthPath ?? "/" },
  };
}
