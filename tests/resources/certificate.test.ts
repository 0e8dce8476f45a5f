import * as pulumi from "@pulumi/pulumi";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OriginCaCertificate, ProvidedCertificate, SelfSignedCertificate, type CertificateOutputs, type LeafFacts } from "../../components";
import type { ValueMap } from "../../localcloud/providers/contract/value";
import { tls } from "../../localcloud/providers/tls/definition";
import type { Authority } from "../../localcloud/pki/authority";
import { openAuthority } from "../../localcloud/pki/open-authority";
import { make } from "../support/certificate-maker";
import { mockPulumi, registered, valueOf, type Makers } from "../support/mocks";
import { openssl, opensslFacts } from "../support/openssl";
import { EngineClient, outputs } from "../unit/localcloud/providers/engine-client";

const client = new EngineClient(tls);
const real =
  (type: string): Makers[string] =>
  async (inputs) =>
    outputs(await client.create(type, plain(inputs)));
const folder = mkdtempSync(join(tmpdir(), "tlsup-resources-"));
let originCa: Authority;

/** Keys and certificates that are real, as @pulumi/tls and Cloudflare make them. */
const makers: Makers = {
  ...Object.fromEntries(
    ["privateKey:PrivateKey", "certRequest:CertRequest", "selfSignedCert:SelfSignedCert"].map((type) => [`tls:index/${type}`, real(`tls:index/${type}`)]),
  ),
  "cloudflare:index/originCaCertificate:OriginCaCertificate": async (inputs) => {
    const { csr, hostnames, requestedValidity } = plain(inputs) as { csr: string; hostnames: string[]; requestedValidity: number };
    return { certificate: (await originCa.sign(csr, hostnames, { days: requestedValidity })).certificate };
  },
  "tlsup:index:OriginCaOrder": () => ({ renewAt: "2027-01-01T00:00:00.000Z" }),
};

function plain(inputs: Record<string, unknown>): ValueMap {
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, pulumi.runtime.unwrapRpcSecret(value)])) as ValueMap;
}

async function everythingOf(certificate: CertificateOutputs) {
  const outputsOf = {
    privateKey: certificate.privateKey,
    leaf: certificate.leaf,
    chain: certificate.chain,
    fullChain: certificate.fullChain,
    facts: certificate.facts,
    trust: pulumi.output(certificate.trust),
  };
  const entries = await Promise.all(
    Object.entries(outputsOf).map(
      async ([key, output]) =>
        [key, { value: await valueOf(output as pulumi.Output<unknown>), isSecret: await pulumi.isSecret(output as pulumi.Output<unknown>) }] as const,
    ),
  );
  return Object.fromEntries(entries);
}

beforeAll(async () => {
  originCa = await openAuthority(folder, "Origin CA");
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => mockPulumi(makers));
afterEach(() => pulumi.runtime.disconnect());

const sources: [source: string, key: string, create: () => Promise<CertificateOutputs>][] = [
  ["self-signed", "RSA 2048", async () => new SelfSignedCertificate("blog", { dnsNames: ["blog.example.com"] })],
  ["origin-ca", "prime256v1", async () => new OriginCaCertificate("blog", { hostnames: ["blog.example.com", "*.example.com"], root: originCa.certificate })],
  [
    "origin-ca without its root, RSA",
    "RSA 2048",
    async () => new OriginCaCertificate("blog", { hostnames: ["blog.example.com"], keyType: "rsa-2048", days: 90 }),
  ],
  [
    "provided",
    "prime256v1",
    async () => {
      const { certificate, key } = await make({
        subject: "CN=blog.example.com",
        names: ["blog.example.com"],
        notBefore: new Date(Date.now() - 1000),
        notAfter: new Date(Date.now() + 86_400_000),
      });
      return new ProvidedCertificate("blog", { names: ["blog.example.com"], certificate, certificateSecrets: pulumi.secret({ privateKey: key }) });
    },
  ],
];

describe.each(sources)("the outputs of %s", (_source, key, create) => {
  test("are a key, which is secret, and a certificate of it, which is not, and openssl agrees with its facts", async () => {
    const { privateKey, leaf, chain, fullChain, facts, trust } = await everythingOf(await create());
    expect([privateKey, leaf, chain, fullChain, facts, trust].map((output) => output?.isSecret)).toEqual([true, false, false, false, false, false]);
    expect(fullChain?.value).toBe(`${String(leaf?.value)}${String(chain?.value)}`);
    const files = { key: String(privateKey?.value), leaf: String(leaf?.value) };
    expect(openssl(files, ["pkey", "-in", "key", "-pubout"])).toEqual(openssl(files, ["x509", "-in", "leaf", "-pubkey", "-noout"]));
    expect(opensslFacts(files.leaf)).toEqual({ ...(facts?.value as LeafFacts), key });
  });
});

describe("SelfSignedCertificate", () => {
  test("makes what `openssl req -x509 -newkey rsa:2048 -days 365` makes, plus the names", async () => {
    const { leaf } = await everythingOf(new SelfSignedCertificate("blog", { dnsNames: ["blog.example.com"] }));
    const byHand = openssl({}, [
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "365",
      "-keyout",
      "/dev/null",
      "-subj",
      "/CN=blog.example.com",
      "-addext",
      "subjectAltName=DNS:blog.example.com",
    ]).toString();
    expect(described(String(leaf?.value))).toEqual(described(byHand));
  });
});

describe("OriginCaCertificate", () => {
  test("orders what it was asked for, with a key that is replaced along with the order", async () => {
    const certificate = new OriginCaCertificate("blog", { hostnames: ["example.com", "*.example.com"], days: 30, root: originCa.certificate });
    expect(await valueOf(certificate.fullChain)).toBe((await valueOf(certificate.leaf)) + originCa.certificate);
    expect(await valueOf(certificate.renewAt)).toBe("2027-01-01T00:00:00.000Z");
    const inputsOf = (type: string) => registered.find((resource) => resource.type === type)?.inputs;
    expect(inputsOf("cloudflare:index/originCaCertificate:OriginCaCertificate")).toMatchObject({
      hostnames: ["*.example.com", "example.com"],
      requestType: "origin-ecc",
      requestedValidity: 30,
    });
    expect(inputsOf("tlsup:index:OriginCaOrder")).toMatchObject({ hostnames: ["example.com", "*.example.com"], keyType: "ecdsa-p256", days: 30 });
  });

  test("refuses what is not a root certificate before anything is ordered", () => {
    expect(() => new OriginCaCertificate("blog", { hostnames: ["example.com"], root: "-----BEGIN CERTIFICATE-----" })).toThrow(
      /blog.root: must be one root certificate as PEM/,
    );
    expect(registered.map(({ type }) => type)).not.toContain("cloudflare:index/originCaCertificate:OriginCaCertificate");
  });
});

describe("ProvidedCertificate", () => {
  test("refuses what is wrong with its settings at once, and tells the setting", async () => {
    const { certificate } = await make({ subject: "CN=other", names: ["other.example.com"], notBefore: new Date(0), notAfter: new Date(1000) });
    expect(() => new ProvidedCertificate("blog", { names: ["blog.example.com"], certificate, path: "site.certificate" })).toThrow(
      /3 faults.*\n.*\.certificate\.certificate: must name blog\.example\.com.*\n.*\.certificate\.certificate: must be valid now: CN=other expired on 1970/,
    );
  });
});

/** What openssl says about a certificate, but for what differs from one to the next. */
function described(certificate: string): unknown {
  const text = openssl({ certificate }, ["x509", "-in", "certificate", "-noout", "-text"]).toString();
  const extensions = [...text.matchAll(/^ {12}(X509v3 .*): (critical)?\s*\n {16}(.*)$/gm)].map(([, name, critical = "", value = ""]) => [
    name,
    critical,
    value.replaceAll(/[0-9A-F]{2}(:[0-9A-F]{2})+/g, "KEY"),
  ]);
  const [from, to] = [/Not Before: (.*)/, /Not After : (.*)/].map((pattern) => Date.parse(pattern.exec(text)?.[1] ?? ""));
  return {
    extensions: extensions.sort(),
    days: ((to ?? 0) - (from ?? 0)) / 86_400_000,
    names: [/Issuer: (.*)/, /Subject: (.*)/].map((pattern) => pattern.exec(text)?.[1]),
    algorithms: [...text.matchAll(/(Signature Algorithm: .*|Public-Key: .*|Version: .*|Exponent: .*)/g)].map(([line]) => line),
  };
}
