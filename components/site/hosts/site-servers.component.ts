import type * as pulumi from "@pulumi/pulumi";
import { HttpsServer, type HttpsServerArgs } from "../../deployment/https-server.component";
import type { OtherHost, SiteHost } from "./site-hosts.component";
import { waves } from "./waves";

/** Makes the server on each host of a site, on the first one before the others, which follow in waves. All of them follow `after`. */
export function siteServers(
  name: string,
  host: SiteHost,
  others: readonly OtherHost[],
  settings: Omit<HttpsServerArgs, "access" | "image">,
  after: pulumi.Output<readonly pulumi.Resource[]>,
  parent: pulumi.Resource,
): readonly [HttpsServer, ...HttpsServer[]] {
  const serve = (key: string, { access, image }: SiteHost, before: readonly pulumi.Resource[]): HttpsServer =>
    new HttpsServer(key, { ...settings, access, ...(image !== undefined && { image }) }, { parent, dependsOn: after.apply((first) => [...first, ...before]) });
  const first = serve(name, host, []);
  let before = [first];
  const servers = waves(others).flatMap((wave) => {
    const made = wave.map((other) => serve(other.key, other, before));
    before = made;
    return made;
  });
  return [first, ...servers];
}
