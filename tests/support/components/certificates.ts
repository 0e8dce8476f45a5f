import * as pulumi from "@pulumi/pulumi";
import { domains, names } from "./names";
import { each, missing, type Sample } from "./refusal";
import { accesses, keyTypes, paths, roots, secrets } from "./shared";
import { access, key, pem } from "./values";

export const certificateSamples: Readonly<Record<string, Sample>> = {
  SelfSignedCertificate: {
    args: { dnsNames: ["blog.example.com"] },
    refusals: [...names("dnsNames"), ...keyTypes, ...each("days", [0, 1.5, 3651, "365", null, Number.NaN, Infinity])],
  },
  OriginCaCertificate: {
    args: { hostnames: ["blog.example.com"] },
    refusals: [...names("hostnames"), ...keyTypes, ...each("days", [0, 366, "365", null]), ...roots, ...paths],
  },
  ProvidedCertificate: {
    args: { names: ["blog.example.com"], certificate: pem },
    refusals: [
      ...names("names"),
      ...each("certificate", ["fullchain.pem", key, 7, null]),
      ...each("certificate", [undefined], ""),
      ...each("chain", ["chain.pem", key, null]),
      ...each("privateKey", ["hunter2", key, { path: "key.pem" }, 7]),
      ...each("pkcs12", ["site.p12", null]),
      ...each("pkcs12", [{ file: "a\nb" }], "pkcs12.file"),
      ...each("pkcs12", [{ file: "site.p12" }], "certificate"),
      ...roots,
      ...secrets,
      ...paths,
    ],
  },
  AcmeAccount: {
    args: { directory: "https://ca.example/dir", email: "me@example.com" },
    refusals: [
      ...each("directory", ["http://ca.example/dir", "https://ca.example/dir\nx", 7, null]),
      ...each("root", ["PEM", key, { file: "root.pem" }]),
      ...each("email", ["a@example.com,b@example.com", "me", 7, null]),
      ...each("privateKey", ["hunter2", 7, null]),
      ...each("eab", [null, "hunter2"]),
      ...each("eab", [{ keyId: "a b", hmacKey: "AAAA" }], "eab.keyId"),
      ...each("eab", [{ keyId: "a", hmacKey: "hunter2!" }, { keyId: "a" }], "eab.hmacKey"),
    ],
  },
  LetsEncryptCertificate: {
    args: {
      account: { url: pulumi.output("https://ca.example/1"), directory: "https://ca.example/dir", privateKey: pulumi.output(key) },
      names: ["blog.example.com"],
      solver: { challenge: "dns-01", provider: "cloudflare" },
    },
    refusals: [
      ...missing("account", "solver"),
      ...each("account", [null, "me"]),
      ...each("account.url", ["a b", 7]),
      ...each("account.privateKey", ["hunter2"]),
      ...names("names"),
      ...each("names", [["blog.internal"], ["*.co.uk"]], "names.0"),
      ...each("solver", [null, "dns-01"]),
      ...each("solver.challenge", ["tls-alpn-01"]),
      ...each("solver.provider", ["route53"]),
      ...each("solver.apiToken", ["hunter2 token", 7]),
      ...each("solver", [{ challenge: "http-01", access: { ...access, user: "root;id" } }], "solver.access.user"),
      ...each("profile", ["a b", 7]),
      ...keyTypes,
      ...each("resolver", ["dns.example; id", 53]),
      ...each("revokeOnDelete", ["yes"]),
      ...each("adopt", [null, "hunter2"]),
      ...each("adopt", [{ certificate: "PEM", privateKey: key }], "adopt.certificate"),
      ...each("adopt", [{ certificate: pem, privateKey: "hunter2" }], "adopt.privateKey"),
    ],
  },
  CertbotCertificate: {
    args: {
      domain: "blog.example.com",
      access,
      challenge: "dns-01",
      certificateSecrets: { cloudflareToken: "token" },
      apiUrl: "https://api.cloudflare.com/client/v4",
    },
    refusals: [
      ...domains,
      ...accesses,
      ...secrets,
      ...paths,
      ...missing("challenge"),
      ...each("challenge", ["tls-alpn-01", null]),
      ...each("challenge", ["http-01"], "apiUrl"),
      ...each("names", [null, "blog.example.com", []]),
      ...each("names", [["../../srv"], [7]], "names.0"),
      ...each("names", [["other.example.com"]]),
      ...each("email", ["me", 7]),
      ...each("directory", ["http://ca.example/dir"]),
      ...roots,
      ...keyTypes,
      ...each("apiUrl", ["api", "https://a b", 7]),
      ...each("revokeOnDelete", ["yes"]),
    ],
  },
};
