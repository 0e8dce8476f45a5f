import { isTree, type Tree } from "../stage/settings";

/** Whether the site's records are at Cloudflare. */
export function isAtCloudflare({ proxy }: Tree): boolean {
  return isTree(proxy) && proxy.provider === "cloudflare";
}

/** Whether visitors come through Cloudflare's edge. */
export function isProxied(site: Tree): boolean {
  return isAtCloudflare(site) && isTree(site.proxy) && site.proxy.proxied !== false;
}

/** Whether the site's certificate is from a CA by ACME, and tlsup renews it: in `pulumi up`, or on the host. */
export function isIssued({ certificate }: Tree): boolean {
  return isTree(certificate) && certificate.source === "lets-encrypt";
}
