import { isTree, type Tree } from "../stage/settings";

/** Whether the site's records are at Cloudflare. */
export function isAtCloudflare({ proxy }: Tree): boolean {
  return isTree(proxy) && proxy.provider === "cloudflare";
}

/** Whether visitors come through Cloudflare's edge. */
export function isProxied(site: Tree): boolean {
  return isAtCloudflare(site) && isTree(site.proxy) && site.proxy.proxied !== false;
}

/** What a site needs for a CA to renew its certificate by ACME, in `pulumi up`, by the host or by certbot; undefined if it has it. */
export function lackOfIssuer({ certificate }: Tree): string | undefined {
  if (isTree(certificate) && (certificate.source === "lets-encrypt" || certificate.source === "certbot")) return undefined;
  return "a certificate from a CA that answers by ACME: `certificate.source` `lets-encrypt` or `certbot`";
}
