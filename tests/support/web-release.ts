import { readFileSync } from "node:fs";
import { join } from "node:path";
import { leafFacts } from "../../components/certificate/x509/bundle";
import { applicationSecrets, planApplication, type Application } from "../../components/application/application";
import { applicationFolder } from "../../components/application/execution/application-folder";
import { planRelease } from "../../components/deployment/plan";
import { clientAuthorityPath, fullChainPath, hostNames, privateKeyPath, type Release } from "../../components/release/common/release";
import type { ServedAlias } from "../../components/server/common/served-name";
import type { ServerSettings } from "../../components/server/servers";
import { make, type Made, type Wish } from "./certificate-maker";
import { root } from "./environment";

/** Every server that a site may have. */
export const webServers: readonly ServerSettings["kind"][] = ["nginx", "gunicorn", "caddy", "apache", "haproxy"];

const platform = { release: "debian-12" } as const;
const asset = (path: string): string => readFileSync(join(root, "components", path), "utf8");

/** The release of a web site as `HttpsServer` plans it, with a new certificate; locked down if there is an authority of clients. */
export async function webRelease(
  domain: string,
  server: ServerSettings,
  edgeRanges: readonly string[] = [],
  application?: Application,
  secretEnvironment: Readonly<Record<string, string>> = {},
  site = domain,
  aliases: readonly ServedAlias[] = [],
  authority?: Made,
): Promise<CertifiedRelease> {
  const folder = application && application.kind !== "demo" ? applicationFolder(application, "application") : undefined;
  const planned = application && planApplication(application, { site, platform, isRunByServer: server.kind === "gunicorn", asset, folder });
  const plan = planRelease({ site, domain, aliases, platform, server, application: planned, edgeRanges, asset, lockdown: authority !== undefined });
  const files = { ...plan.files, ...(authority && { [clientAuthorityPath]: authority.certificate }) };
  const secrets = application ? applicationSecrets(application, secretEnvironment) : {};
  return withNewCertificate({ ...plan, files, secrets, certificate: { source: "release", sha256: "" } });
}

/** A release with a certificate of its own. */
export type CertifiedRelease = Release & { readonly certificate: { readonly source: "release"; readonly sha256: string } };

/** A site with the demo application: as everyone is served, and as only the clients of an authority are. All else is the same. */
export async function openAndLocked(domain: string, server: ServerSettings, authority: Made): Promise<readonly [open: Release, locked: Release]> {
  const open = await webRelease(domain, server, [], { kind: "demo" });
  const locked = await webRelease(domain, server, [], { kind: "demo" }, {}, domain, [], authority);
  const { secrets, certificate } = open;
  return [open, { ...locked, secrets, certificate, files: { ...locked.files, [fullChainPath]: open.files[fullChainPath] ?? "" } }];
}

/** The same release with another certificate, ECDSA and self-signed unless something else is wished. */
export async function withNewCertificate(release: Release, wish: Pick<Wish, "issuer" | "key"> = {}): Promise<CertifiedRelease> {
  const { certificate, key } = await make({ subject: `CN=${release.domain}`, names: hostNames(release), ...wish });
  return {
    ...release,
    files: { ...release.files, [fullChainPath]: certificate },
    secrets: { ...release.secrets, [privateKeyPath]: key },
    certificate: { source: "release", sha256: leafFacts(certificate).sha256 },
  };
}
