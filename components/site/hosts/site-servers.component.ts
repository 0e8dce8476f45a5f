import type * as pulumi from "@pulumi/pulumi";
import { HttpsServer, type HttpsServerArgs } from "../../deployment/https-server.component";
import type { ReadyHost } from "../../host/site-host.component";
import { inWaves, type OtherHost } from "./other-hosts.component";

/** A host as a server needs it. */
type Served = Pick<ReadyHost, "access"> & { readonly image?: string | undefined };

/** Makes the server on each host of a site, on the first one before the others. All of them follow `after`. */
export function siteServers(
  name: string,
  host: Served,
  others: readonly OtherHost[],
  settings: Omit<HttpsServerArgs, "access" | "image">,
  after: pulumi.Output<readonly pulumi.Resource[]>,
  parent: pulumi.Resource,
): readonly [HttpsServer, ...HttpsServer[]] {
  const serve = (key: string, { access, image }: Served, before: readonly pulumi.Resource[]): HttpsServer =>
    new HttpsServer(key, { ...settings, access, ...(image !== undefined && { image }) }, { parent, dependsOn: after.apply((first) => [...first, ...before]) });
  const first = serve(name, host, []);
  return [first, ...inWaves(others, first, (each, before) => serve(each.key, each, before))];
}
