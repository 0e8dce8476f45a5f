import { isTree, type Tree } from "../stage/settings";

/** Whether visitors come through Cloudflare's edge. */
export function isProxied({ proxy }: Tree): boolean {
  return isTree(proxy) && proxy.provider === "cloudflare" && proxy.proxied !== false;
}

/** Whether `pulumi up` orders the site's certificate from a CA by ACME. */
export function isOrderedByUp({ certificate }: Tree): boolean {
  return isTree(certificate) && certificate.source === "lets-encrypt" && certificate.renewal !== "host";
}
