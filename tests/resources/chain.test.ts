import * as pulumi from "@pulumi/pulumi";
import { HttpsSite, ProvidedCertificate, type HttpsSiteArgs } from "../../components";
import { certificateVerdict } from "../../components/site/chain-verdict.component";
import { make } from "../support/certificate-maker";
import { mockPulumi, registered } from "../support/mocks";
import { site } from "../support/site";
import { verdictsOf } from "../support/verdicts";

/** What was shown as a warning since the last test began. */
let warnings: string[];

beforeEach(async () => {
  warnings = [];
  jest.spyOn(pulumi.log, "warn").mockImplementation((text) => {
    warnings.push(text);
    return Promise.resolve();
  });
  await mockPulumi({}, {}, true);
});

const flexible = { proxy: { provider: "cloudflare", ssl: "flexible" }, server: { kind: "nginx", redirectToHttps: false } } as const;
const later = <T>(value: T): pulumi.Output<T> => pulumi.output(Promise.resolve(value)) as unknown as pulumi.Output<T>;

async function made(args: Partial<HttpsSiteArgs>): Promise<HttpsSite> {
  const made = new HttpsSite("blog", { ...site, ...args });
  await pulumi.runtime.disconnect();
  return made;
}

test("an error of the chain stops a site with its other faults, before anything is made", () => {
  const args: HttpsSiteArgs = { ...site, host: { ...site.host, region: "Frankfurt" }, proxy: { provider: "cloudflare", ssl: "strict" } };
  expect(() => new HttpsSite("blog", args)).toThrow(
    /2 faults[^]*blog\.host\.region[^]*blog\.proxy\.ssl: must be full with .*\(untrusted-by-edge; visitors see: error 526\)/,
  );
  expect(registered).toEqual([]);
  expect(warnings).toEqual([]);
});

test("a warning is shown in a line, and stops nothing", async () => {
  await made(flexible);
  expect(warnings).toEqual([expect.stringMatching(/^blog\.proxy\.ssl: should be full or strict: .*\(plain-to-origin; visitors see: .*\)\. Set it to full/)]);
  expect(registered.map(({ type }) => type)).toContain("cloudflare:index/dnsRecord:DnsRecord");
});

test("what is accepted is not shown", async () => {
  await made({ ...flexible, accept: ["plain-to-origin"] });
  expect(warnings).toEqual([]);
});

test("a setting that becomes known later is judged then, and once", async () => {
  await made({ ...flexible, proxy: { provider: "cloudflare", ssl: later("flexible") } });
  expect(warnings).toHaveLength(1);
});

test("a warning about a secret does not show it", async () => {
  await made({ domain: pulumi.secret("hunter2.blog.example.com"), accept: ["no-edge-certificate"], services: [{ kind: "postfix" }] });
  expect(warnings).toEqual([expect.stringContaining("blog.services.0.serverName: should go together with domain, services, accept: a value is secret")]);
  expect(warnings.join()).not.toContain("hunter2");
});

describe("a provided certificate", () => {
  const day = 24 * 3600 * 1000;
  const inDays = (days: number): Date => new Date(Date.now() + days * day);
  const proxy = (ssl: "full" | "strict") => ({ provider: "cloudflare", ssl }) as const;

  test("that no authority vouches for is refused with strict as soon as it was read", async () => {
    const { certificate, key } = await make({ subject: "CN=blog.example.com", names: [site.domain] });
    const read = new ProvidedCertificate("blog", { names: [site.domain], certificate, certificateSecrets: pulumi.secret({ privateKey: key }) });
    const verdict = certificateVerdict({ domain: site.domain, proxy: proxy("strict"), certificate: { source: "provided", certificate } }, read, "blog");
    expect(await verdictsOf({ verdict })).toContain(
      'blog.proxy.ssl: must be full with the certificate of CN=blog.example.com, an authority that the edge does not know: current value is "strict"',
    );
  });

  test.each([
    ["is pushed with full", -1, 90, []],
    [
      "that ends soon is worth a word, and pushed",
      -80,
      5,
      [expect.stringMatching(/^blog\.certificate: should be renewed: .*\(renewal-due; .*\)\. Get a new one/)],
    ],
  ])("%s", async (_what, from, to, words) => {
    const { certificate, key } = await make({ subject: "CN=blog.example.com", names: [site.domain], notBefore: inDays(from), notAfter: inDays(to) });
    await made({ certificate: { source: "provided", certificate }, certificateSecrets: pulumi.secret({ privateKey: key }) });
    expect(registered.map(({ type }) => type)).toContain("tlsup:index:Release");
    expect(warnings).toEqual(words);
  });
});
