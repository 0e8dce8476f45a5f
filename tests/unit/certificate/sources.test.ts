import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { originCaOrderProvider } from "../../../components/certificate/origin-ca/execution/order-provider";
import type { OriginCaOrderOutputs } from "../../../components/certificate/origin-ca/order";
import { originRoot } from "../../../components/certificate/origin-ca/origin-root";
import { permissionProblem } from "../../../components/certificate/origin-ca/permission";
import { providedBundle } from "../../../components/certificate/provided/execution/provided";
import { renewalTime } from "../../../components/certificate/common/validity";
import { siteConfig } from "../../../components/site/site-config";
import { ConfigurationError } from "../../../components/shared/fault";
import { make, makeHierarchy, inDays, now, type Hierarchy } from "../../support/certificate-maker";
import { openssl } from "../../support/openssl";
import { site } from "../../support/site";

function faultsOf(action: () => unknown): string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults.map(({ path, problem }) => `${path}: ${problem}`);
    throw error;
  }
  return [];
}

describe("the settings of a source", () => {
  const check = (certificate: unknown): string[] => faultsOf(() => siteConfig({ ...site, certificate }, "tlsup:site"));

  test.each([
    [{ source: "self-signed", renewal: "host", alarm: { mail: "ops@example.com" } }],
    [{ source: "lets-encrypt", renewal: "host", standby: "origin-ca" }],
    [{ source: "origin-ca" }],
    [{ source: "origin-ca", keyType: "rsa-2048", days: 7, hostnames: ["example.com", "*.example.com"], root: { file: "root.pem" } }],
    [{ source: "provided", certificate: { file: "fullchain.pem" } }],
    [
      {
        source: "provided",
        certificate: "-----BEGIN CERTIFICATE-----",
        chain: { file: "chain.pem" },
        privateKey: { file: "key.pem" },
        root: { file: "root.pem" },
      },
    ],
    [{ source: "provided", pkcs12: { file: "site.p12" } }],
  ])("are right: %j", (certificate) => {
    expect(check(certificate)).toEqual([]);
  });

  test.each<[unknown, string]>([
    [{ source: "origin-ca", days: 366 }, "certificate.days: must be one of 7, 30, 90, 365, 730, 1095, 5475: current value is 366"],
    [
      { source: "origin-ca", hostnames: ["www.example.com"] },
      "certificate.hostnames: must cover the domain blog.example.com: current value is www.example.com",
    ],
    [
      { source: "origin-ca", hostnames: ["*.example.com", "example.org"] },
      "certificate.hostnames: must be names in the zone example.com: current value has example.org",
    ],
    [
      { source: "origin-ca", hostnames: ["blog.example.com", "198.51.100.7"] },
      'certificate.hostnames.1: must be a name, not an address: current value is "198.51.100.7"',
    ],
    [
      { source: "origin-ca", hostnames: ["*.example.com", "*.*.example.com"] },
      'certificate.hostnames.1: must consist of letters, digits and hyphens, at most 63 a label (the label "*" does not): current value is "*.*.example.com"',
    ],
    [
      { source: "origin-ca", hostnames: Array.from({ length: 201 }, (_, index) => (index === 0 ? "blog.example.com" : `a${index}.example.com`)) },
      "certificate.hostnames: must hold at most 200 names: current value is a list",
    ],
    [{ source: "origin-ca", hostnames: [] }, "certificate.hostnames: must hold at least one name: current value is a list"],
    [{ source: "provided" }, "certificate: must have `certificate` or `pkcs12`: there is neither"],
    [
      { source: "provided", pkcs12: { file: "a" }, certificate: { file: "b" } },
      "certificate.certificate: must be left out beside `pkcs12`, which holds leaf, chain and key",
    ],
    [
      { source: "provided", certificate: "fullchain.pem" },
      'certificate.certificate: must be PEM text, or the path of a file as { file: path }: current value is "fullchain.pem"',
    ],
    ...["origin-ca", "provided", "certbot"].map((source): [unknown, string] => [
      { source, renewal: "host" },
      'certificate.renewal: must be left out: lets-encrypt and self-signed alone have it: current value is "host"',
    ]),
    [{ source: "self-signed", alarm: { mail: "ops@example.com" } }, 'certificate.alarm: must be left out without renewal "host": with it, a host sends alarms'],
    [
      { source: "lets-encrypt", standby: "origin-ca" },
      'certificate.standby: must be left out without renewal "host": with it, a host changes over to its standby',
    ],
    [{ source: "self-signed", days: 0 }, "certificate.days: must be at least 1 day: current value is 0"],
  ])("are wrong: %j", (certificate, expected) => {
    expect(check(certificate)).toContain(`tlsup:site.${expected}`);
  });

  test("of Let's Encrypt take as many names as the profile does, and names that are not public where the CA is not", () => {
    const names = (count: number): string[] => [site.domain, ...Array.from({ length: count - 1 }, (_, index) => `n${index}.example.com`)];
    const problems = (settings: object): string[] => check({ source: "lets-encrypt", ...settings });
    expect(problems({ names: names(25), profile: "tlsserver" })).toEqual([]);
    expect(problems({ names: names(26) })).toEqual([]);
    const excess = "tlsup:site.certificate.names: must be at most 25 names with the profile tlsserver: current value is 26 names";
    expect(problems({ names: names(26), profile: "tlsserver" })).toEqual([excess]);
    const privately = { names: [site.domain, "blog.internal"] };
    expect(problems({ ...privately, root: { file: "root.pem" } })).toEqual([]);
    expect(problems(privately)).toEqual([expect.stringContaining("certificate.names.1: must be a public name, and .internal is reserved")]);
    expect(problems({ names: ["www.example.com"] })).toEqual([expect.stringContaining(`certificate.names: must cover the domain ${site.domain}`)]);
  });

  test("have no room for a private key, and do not repeat it", () => {
    const faults = check({ source: "provided", certificate: { file: "a" }, privateKey: "-----BEGIN PRIVATE KEY-----\ncanary" });
    expect(faults).toEqual([
      expect.stringContaining("certificate.privateKey: must be a file as { file: path }; a key's text belongs in certificateSecrets.privateKey, encrypted"),
    ]);
    expect(faults.join()).not.toContain("canary");
    expect(check({ source: "provided", certificate: "-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n" })).toEqual([
      "tlsup:site.certificate.certificate: must not hold a private key, which belongs in certificateSecrets.privateKey, encrypted: " +
        "current value is a private key",
    ]);
    const key = { file: "-----BEGIN PRIVATE KEY-----\ncanary" };
    expect(check({ source: "provided", certificate: { file: "a" }, privateKey: key })).toHaveLength(1);
    const all = [
      check({ source: "provided", pkcs12: key }),
      faultsOf(() => providedBundle({ certificate: { file: "a" }, privateKey: key }, {}, [], now, "at")),
    ];
    expect(all.map(({ length }) => length)).toEqual([1, 2]);
    expect(all.join()).not.toContain("canary");
  });
});

describe("a provided certificate", () => {
  let good: Hierarchy;
  let folder: string;
  const names = ["blog.example.com"];
  const file = (name: string, content: string | Buffer): { file: string } => {
    writeFileSync(join(folder, name), content);
    return { file: join(folder, name) };
  };
  beforeAll(async () => {
    good = await makeHierarchy(names);
    folder = mkdtempSync(join(tmpdir(), "tlsup-provided-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("is read from files, from settings and from secrets alike", () => {
    const { leaf, lower, upper, root } = good;
    const fullChain = leaf.certificate + lower.certificate + upper.certificate;
    const expected = { fullChain, privateKey: leaf.key, trust: "private" };
    expect(
      providedBundle({ certificate: file("full", fullChain), privateKey: file("key", leaf.key), root: root.certificate }, {}, names, now, "at"),
    ).toMatchObject(expected);
    expect(
      providedBundle(
        { certificate: leaf.certificate, chain: upper.certificate + lower.certificate, root: root.certificate },
        { privateKey: leaf.key },
        names,
        now,
        "at",
      ),
    ).toMatchObject(expected);
    const pkcs12 = openssl({ key: leaf.key, full: fullChain }, ["pkcs12", "-export", "-inkey", "key", "-in", "full", "-passout", "pass:secret"]);
    expect(providedBundle({ pkcs12: file("p12", pkcs12), root: root.certificate }, { passphrase: "secret" }, names, now, "at")).toMatchObject(expected);
  });

  test("is refused with every file that is not there", () => {
    const missing = { file: join(folder, "missing") };
    expect(faultsOf(() => providedBundle({ certificate: missing, privateKey: missing, root: { file: folder } }, {}, names, now, "at"))).toEqual([
      `at.certificate.file: must be a file that can be read: ${missing.file} gives ENOENT`,
      `at.privateKey.file: must be a file that can be read: ${missing.file} gives ENOENT`,
      `at.root.file: must be a file that can be read: ${folder} gives EISDIR`,
    ]);
  });

  test("is refused where its key should be, when there is none", () => {
    const { leaf, lower, upper, root } = good;
    const certificate = leaf.certificate + lower.certificate + upper.certificate;
    expect(faultsOf(() => providedBundle({ certificate, root: root.certificate }, {}, names, now, "at"))).toEqual([
      "certificateSecrets.privateKey: must hold a private key: there is none",
    ]);
    expect(
      faultsOf(() => providedBundle({ certificate, privateKey: file("other", leaf.certificate), root: root.certificate }, {}, names, now, "at")),
    ).toContain("at.privateKey: must hold a private key: there is none");
  });

  test("of an authority that nobody knows is refused, and its issuer named", () => {
    const { leaf, lower, upper } = good;
    expect(
      faultsOf(() => providedBundle({ certificate: leaf.certificate + lower.certificate + upper.certificate }, { privateKey: leaf.key }, names, now, "at")),
    ).toEqual(["at.certificate: must lead to a public root: the issuer of CN=Upper is missing, CN=Root"]);
  });
});

describe("an Origin CA certificate", () => {
  const order = { hostnames: ["example.com"], keyType: "ecdsa-p256", days: 90 } as const;
  const known = (renewAt: Date): OriginCaOrderOutputs => ({ ...order, renewAt: renewAt.toISOString() });
  const soon = new Date(Date.now() + 60_000);
  const past = new Date(Date.now() - 60_000);

  test("is renewed 30 days ahead, or with a third of its life left", () => {
    expect(renewalTime(now, 5475)).toEqual(inDays(5445));
    expect(renewalTime(now, 90)).toEqual(inDays(60));
    expect(renewalTime(now, 7).getTime()).toBe(now.getTime() + (7 * 24 - 56) * 3_600_000);
  });

  test("is left alone until then, and replaced from then on", () => {
    expect(originCaOrderProvider.diff("1", known(soon), order)).toEqual({ changes: false, replaces: [] });
    expect(originCaOrderProvider.diff("1", known(past), order)).toEqual({ changes: true, replaces: ["renewAt"] });
  });

  test.each([
    ["hostnames", { ...order, hostnames: ["example.com", "*.example.com"] }],
    ["keyType", { ...order, keyType: "rsa-2048" as const }],
    ["days", { ...order, days: 365 }],
  ])("is replaced when another one is ordered: %s", (key, news) => {
    expect(originCaOrderProvider.diff("1", known(soon), news)).toEqual({ changes: true, replaces: [key] });
  });

  test("is refused by the permission's name, whatever Cloudflare calls it", () => {
    const denied = [
      { status: 403, codes: [1016] },
      { status: 400, codes: [10000] },
      { status: 401, codes: [] },
      { status: 200, codes: [9109] },
    ];
    for (const refusal of denied)
      expect(permissionProblem(["example.com"], refusal)).toMatch(
        /certificate for example\.com as the Cloudflare API token must have the permission Zone - SSL and Certificates - Edit/,
      );
    for (const status of [401, 403]) expect(permissionProblem(["example.com"], { status, codes: [] })).toBeDefined();
    for (const code of [1016, 9109, 10000]) expect(permissionProblem(["example.com"], { status: 400, codes: [1004, code] })).toBeDefined();
    for (const status of [402, 404]) expect(permissionProblem(["example.com"], { status, codes: [] })).toBeUndefined();
    expect(permissionProblem(["example.com"], { status: 400, codes: [1004] })).toBeUndefined();
    expect(permissionProblem(["example.com"], { status: 503, codes: [] })).toBeUndefined();
  });

  test("takes as its root a root, and nothing else", async () => {
    const { root, lower, leaf } = await makeHierarchy(["example.com"]);
    expect(originRoot(`text\r\n${root.certificate.replaceAll("\n", "\r\n")}`, "root", now)).toEqual({ root: root.certificate });
    const problems = (text: string): unknown => {
      const found = originRoot(text, "root", now);
      return "faults" in found ? found.faults.map(({ problem }) => problem) : [];
    };
    expect(problems(lower.certificate)).toEqual(["must be a root, an authority that signed itself: CN=Lower is not"]);
    expect(problems(leaf.certificate + root.certificate)).toEqual(["must be one root certificate as PEM: it is not"]);
    expect(problems("nothing")).toEqual(["must be one root certificate as PEM: it is not"]);
    const expired = await make({ subject: "CN=Old", isAuthority: true, notAfter: inDays(-0.5) });
    expect(problems(expired.certificate)).toEqual([expect.stringContaining("CN=Old expired on")]);
  });
});
