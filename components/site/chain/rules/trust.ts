import { isProvenByHost } from "../../../certificate/sources";
import { fieldsOf } from "../../../shared/validation";
import { planned, type ChainRule } from "./rule";

/** In strict mode the edge takes certificates of public CAs and of Cloudflare's Origin CA alone. */
export const trust: ChainRule = {
  of: ["proxy.ssl", "certificate.directory", "certificate.root"],
  findings: ({ proxy, certificate }) => {
    const { source, directory, root } = fieldsOf(certificate);
    if (fieldsOf(proxy).ssl !== "strict") return [];
    const mode = { hop: "origin", setting: "proxy.ssl", value: "strict" } as const;
    if (source === "self-signed")
      return [
        planned("untrusted-by-edge", { ...mode, rule: "must be full with certificate.source self-signed, which no authority vouches for", remedy: trusted }),
      ];
    if (source !== "lets-encrypt" && source !== "certbot") return [];
    if (isForTests(directory))
      return [
        planned("untrusted-by-edge", {
          hop: "origin",
          setting: "certificate.directory",
          rule: "must be that of a CA that is trusted with proxy.ssl strict, and not its stand-in for tests",
          value: directory,
          remedy: "Leave it out for Let's Encrypt, or set proxy.ssl to full for as long as you test",
        }),
      ];
    if (root === undefined) return [];
    const rule = "should be full with the private CA of certificate.root, unless the edge was told to trust that CA";
    return [planned("private-authority", { ...mode, rule, remedy: "Set it to full, or upload the root to Cloudflare's custom origin trust store" })];
  },
};

/** What to do about a certificate that the edge does not take. */
export const trusted = 'Set it to full, or use certificate.source "origin-ca" or "lets-encrypt"';

/** The directories of CAs that issue for tests only: nobody trusts what they issue. */
const testDirectories: ReadonlySet<string> = new Set([
  "acme-staging-v02.api.letsencrypt.org",
  "dv.acme-v02.test-api.pki.goog",
  "api.test4.buypass.no",
  "acme-staging.entrust.net",
]);

function isForTests(directory: unknown): boolean {
  return typeof directory === "string" && URL.canParse(directory) && testDirectories.has(new URL(directory).hostname);
}

/** The edge answers for a host without a certificate in strict mode, also when it is the CA that it has redirected to https. */
export const challenge: ChainRule = {
  of: ["proxy.ssl", "proxy.alwaysUseHttps"],
  findings: ({ proxy, certificate }) => {
    const { ssl, alwaysUseHttps } = fieldsOf(proxy);
    if (!isProvenByHost(certificate) || ssl !== "strict" || alwaysUseHttps === false) return [];
    return [
      planned("challenge-unreachable", {
        hop: "origin",
        setting: "certificate.challenge",
        rule: "must be dns-01 with proxy.ssl strict, as the edge redirects the CA to https",
        value: "http-01",
        remedy: "Use dns-01, or set proxy.alwaysUseHttps to false: then the host itself redirects visitors",
      }),
    ];
  },
};
