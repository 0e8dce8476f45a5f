import { challengePastHost, isProvenByHost } from "../../certificate/sources";
import { isProxied } from "../../edge/edges";
import { fieldsOf, type Unchecked } from "../../shared/validation";
import { planned, type ChainRule, type PlannedFinding } from "./rule";

/** In strict mode the edge accepts only certificates of public CAs and of Cloudflare's Origin CA. Browsers accept only those of public CAs. */
export const trust: ChainRule = {
  of: ["proxy.ssl", "certificate.directory", "certificate.root"],
  findings: ({ proxy, certificate }) => {
    if (!isProxied(proxy)) return byBrowsers(fieldsOf(certificate));
    return fieldsOf(proxy).ssl === "strict" ? byStrict(fieldsOf(certificate)) : [];
  },
};

function byStrict({ source, directory, root }: Unchecked): PlannedFinding[] {
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
}

/** Without an edge, visitors see the host's own certificate. */
function byBrowsers({ source, directory, root }: Unchecked): PlannedFinding[] {
  if (source === "self-signed" || source === "origin-ca")
    return [
      planned("untrusted-by-browsers", {
        hop: "origin",
        setting: "certificate.source",
        rule:
          "must be one that browsers trust where no edge is in front of the host: " +
          `${source === "origin-ca" ? "Cloudflare's edge alone trusts its Origin CA" : "no authority vouches for it"}`,
        value: source,
        remedy: 'Use "lets-encrypt" or "certbot", or put an edge in front: proxy.provider "cloudflare", with proxied left out',
      }),
    ];
  if (source !== "lets-encrypt" && source !== "certbot") return [];
  if (isForTests(directory))
    return [
      planned("untrusted-by-browsers", {
        hop: "origin",
        setting: "certificate.directory",
        rule: "must be that of a CA that browsers trust, and not its stand-in for tests, where no edge is in front of the host",
        value: directory,
        remedy: "Leave it out for Let's Encrypt",
      }),
    ];
  if (root === undefined) return [];
  const rule = "should be left out where no edge is in front of the host: browsers trust a private CA only where they were told to";
  return [
    planned("private-authority", {
      hop: "origin",
      setting: "certificate.root",
      rule,
      value: "a root",
      remedy: "Use a public CA, or tell every visitor's browser of the root",
    }),
  ];
}

/** What to do about a certificate that the edge refuses. */
export const trusted = 'Set it to full, or use certificate.source "origin-ca" or "lets-encrypt"';

/** The directories of CAs that issue only for tests: nobody trusts their certificates. */
const testDirectories: ReadonlySet<string> = new Set([
  "acme-staging-v02.api.letsencrypt.org",
  "dv.acme-v02.test-api.pki.goog",
  "api.test4.buypass.no",
  "acme-staging.entrust.net",
]);

function isForTests(directory: unknown): boolean {
  return typeof directory === "string" && URL.canParse(directory) && testDirectories.has(new URL(directory).hostname);
}

/**
 * After the edge has redirected a CA to https, it answers the CA itself if it refuses the host, which has no certificate yet, or if it asks for proof of being
 * a browser. The settings show only what the edge does once the certificate exists, but not what the zone does before that.
 */
export const challenge: ChainRule = {
  of: ["proxy.ssl", "proxy.alwaysUseHttps", "proxy.underAttack"],
  findings: ({ proxy, certificate }) => {
    if (!isProvenByHost(certificate)) return [];
    const { ssl, alwaysUseHttps, underAttack } = fieldsOf(proxy);
    const other = challengePastHost(certificate);
    const told = (rule: string, remedy: string): PlannedFinding =>
      planned("challenge-unreachable", { hop: "edge", setting: "certificate.challenge", rule, value: "http-01", remedy });
    return [
      ...(ssl === "strict" && alwaysUseHttps !== false
        ? [
            told(
              `should be ${other} with proxy.ssl strict: in a zone that is strict and redirects to https already, the edge refuses the CA along with the host`,
              `Use ${other}, or set proxy.alwaysUseHttps to false: then the host itself redirects visitors`,
            ),
          ]
        : []),
      ...(underAttack === true
        ? [told(`should be ${other} with proxy.underAttack, as the edge asks the CA, too, for proof of being a browser`, `Use ${other}, or renew without it`)]
        : []),
    ];
  },
};
