import type { LeafFacts, Trust } from "../../../../components/certificate/x509/facts";
import { chainFindings } from "../../../../components/site/rules/judgement";
import { site } from "../../../support/site";

const now = new Date("2026-06-01T00:00:00Z");
const leaf: LeafFacts = {
  dnsNames: ["*.example.com"],
  notBefore: "2026-01-01T00:00:00.000Z",
  notAfter: "2027-01-01T00:00:00.000Z",
  sha256: "ab".repeat(32),
  issuer: "CN=My CA",
};

function told(ssl: string, trust: Trust, changes: Partial<LeafFacts> = {}, source = "provided"): string[] {
  const settings = { ...site, server: { kind: "nginx", redirectToHttps: false }, certificate: { source }, proxy: { provider: "cloudflare", ssl } };
  const found = chainFindings(settings, { trust, leaf: { ...leaf, ...changes }, now });
  return found.map(({ code, severity }) => `${severity} ${code}`).filter((text) => !text.includes("plain-to-"));
}

const expired = { notAfter: "2026-05-01T00:00:00.000Z" };

test.each<[string, string, Trust, Partial<LeafFacts>, string[]]>([
  ["of a public CA, with strict", "strict", "public", {}, []],
  ["of the Origin CA, with strict", "strict", "cloudflare-origin", {}, []],
  [
    "of the Origin CA, as its dashboard gives it, with strict",
    "strict",
    "private",
    { issuer: 'C=US, O="CloudFlare, Inc.", OU=CloudFlare Origin SSL Certificate Authority' },
    [],
  ],
  ["of a private CA, with strict", "strict", "private", {}, ["error untrusted-by-edge"]],
  ["that signed itself, with strict", "strict", "self", {}, ["error untrusted-by-edge"]],
  ["that signed itself, with full", "full", "self", {}, []],
  ["for another name, with strict", "strict", "public", { dnsNames: ["blog.example.org"] }, ["error untrusted-by-edge"]],
  ["for another name, with full", "full", "public", { dnsNames: ["blog.example.org"] }, []],
  ["that has expired, with strict", "strict", "public", expired, ["error certificate-expired"]],
  ["that has expired, with full, where the edge does not look", "full", "public", expired, ["warning renewal-due"]],
  ["that has expired, with flexible, where nothing shows it", "flexible", "public", expired, []],
  ["that is not valid yet, with strict", "strict", "public", { notBefore: "2026-07-01T00:00:00.000Z" }, ["error certificate-not-yet-valid"]],
  ["that is not valid yet, with full", "full", "public", { notBefore: "2026-07-01T00:00:00.000Z" }, []],
  ["that ends in a week, with strict", "strict", "public", { notAfter: "2026-06-08T00:00:00.000Z" }, ["warning renewal-due"]],
])("a certificate %s", (_what, ssl, trust, changes, findings) => {
  expect(told(ssl, trust, changes)).toEqual(findings);
});

test("of an ACME server's certificate the settings have told who trusts it", () => {
  expect(told("strict", "private", {}, "lets-encrypt")).toEqual([]);
});

describe("without an edge, browsers look at the certificate themselves", () => {
  test.each<[string, Trust, Partial<LeafFacts>, string[]]>([
    ["of a public CA", "public", {}, []],
    ["that signed itself", "self", {}, ["error untrusted-by-browsers"]],
    ["of a private CA", "private", {}, ["warning private-authority"]],
    ["that has expired", "public", expired, ["error certificate-expired"]],
    ["that ends in a week", "public", { notAfter: "2026-06-08T00:00:00.000Z" }, ["warning renewal-due"]],
  ])("one %s", (_what, trust, changes, findings) => {
    const settings = { ...site, certificate: { source: "provided" }, proxy: { provider: "none" } };
    expect(chainFindings(settings, { trust, leaf: { ...leaf, ...changes }, now }).map(({ code, severity }) => `${severity} ${code}`)).toEqual(findings);
  });
});
