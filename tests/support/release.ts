import { edgeFrom } from "../../components/edge/edges";
import type { Release } from "../../components/release/common/release";
import { currentFolder, fullChainPath, privateKeyPath } from "../../components/release/common/release";
import { planNginx } from "../../components/server/nginx/nginx";
import { leafFacts } from "../../components/certificate/x509/bundle";
import { make } from "./certificate-maker";

/** A release of a site of one page, served by nginx with its own certificate. */
export async function nginxRelease(domain: string, page = "hello\n", changes: Partial<Release> = {}): Promise<Release> {
  const { certificate, key } = await make({ subject: `CN=${domain}`, names: [domain] });
  const content = { kind: "files", folder: `${currentFolder(domain)}/site` } as const;
  const server = planNginx({ kind: "nginx" }, { site: domain, domain, platform: { release: "debian-12" }, edge: edgeFrom([]), content });
  return {
    site: domain,
    domain,
    trees: {},
    certificateFiles: [],
    preparation: [],
    takeovers: [],
    complaints: [],
    names: [],
    aliases: {},
    ...server,
    files: { ...server.files, "site/index.html": page, [fullChainPath]: certificate },
    secrets: { [privateKeyPath]: key },
    certificate: { source: "release", sha256: leafFacts(certificate).sha256 },
    ...changes,
  };
}
