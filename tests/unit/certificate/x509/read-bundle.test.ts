import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { rootCertificates } from "node:tls";
import { readBundle, type BundleVerdict, type BundleRequirements } from "../../../../components/certificate/x509/bundle";
import { inDays, make, makeHierarchy, now, type Hierarchy, type Made } from "../../../support/certificate-maker";
import { openssl, opensslVerifies } from "../../../support/openssl";

const names = ["blog.example.com", "www.example.com"];

const requirements = (root: Made, changes: Partial<BundleRequirements> = {}): BundleRequirements => ({
  paths: { certificate: "certificate", privateKey: "privateKey" },
  names,
  now,
  authority: { kind: "private", root: root.certificate, path: "root", trust: "private" },
  ...changes,
});

/** Judges certificates and keys that stand in one text, in the given order. */
const judge = (root: Made, texts: readonly string[], changes: Partial<BundleRequirements> = {}): BundleVerdict =>
  readBundle([{ path: "certificate", content: { pem: texts.join("") } }], requirements(root, changes));

const problems = ({ faults }: BundleVerdict): string[] => faults.map(({ path, problem }) => `${path}: ${problem}`);

let good: Hierarchy;
beforeAll(async () => {
  good = await makeHierarchy(names);
});

describe("a chain that holds", () => {
  test("is put in order, leaf first, whatever order it comes in", () => {
    const { leaf, lower, upper, root } = good;
    const expected = leaf.certificate + lower.certificate + upper.certificate;
    for (const texts of [
      [leaf.certificate, lower.certificate, upper.certificate, leaf.key],
      [upper.certificate, leaf.key, lower.certificate, leaf.certificate],
      [lower.certificate, upper.certificate, leaf.certificate, leaf.key],
    ]) {
      expect(judge(root, texts)).toMatchObject({
        faults: [],
        bundle: { fullChain: expected, leaf: leaf.certificate, chain: lower.certificate + upper.certificate, trust: "private" },
      });
    }
  });

  test("loses CRLF, the text around its blocks, a byte order mark and the root", () => {
    const { leaf, lower, upper, root } = good;
    const text = `\uFEFFBag Attributes\n    friendlyName: blog\n${leaf.certificate}subject=CN = Lower\n${lower.certificate}${upper.certificate}${root.certificate}Key:\n${leaf.key}`;
    expect(judge(root, [text.replaceAll("\n", "\r\n")])).toMatchObject({
      faults: [],
      bundle: { fullChain: leaf.certificate + lower.certificate + upper.certificate, privateKey: leaf.key },
    });
  });

  test("has the facts that openssl tells", () => {
    const { leaf, lower, upper, root } = good;
    const facts = judge(root, [leaf.certificate, lower.certificate, upper.certificate, leaf.key]).bundle?.facts;
    const told = openssl({ leaf: leaf.certificate }, [
      "x509",
      "-in",
      "leaf",
      "-noout",
      "-fingerprint",
      "-sha256",
      "-dates",
      "-issuer",
      "-nameopt",
      "compat",
    ]).toString();
    expect(facts?.dnsNames).toEqual(names);
    expect(told.replaceAll(":", "").toLowerCase()).toContain(String(facts?.sha256));
    expect(told).toContain("issuer=CN = Lower".replaceAll(" = ", "=").replace("issuer=", "issuer=/"));
    expect(facts?.issuer).toBe("CN=Lower");
    expect(new Date(/notAfter=(.*)/.exec(told)?.[1] ?? "").toISOString()).toBe(facts?.notAfter);
  });

  test("may come in several files", () => {
    const { leaf, lower, upper, root } = good;
    const parts = [leaf.certificate, upper.certificate + lower.certificate, leaf.key].map((pem, index) => ({ path: String(index), content: { pem } }));
    expect(readBundle(parts, requirements(root)).faults).toEqual([]);
  });

  test("may have been issued by two authorities at once", async () => {
    const other = await make({ subject: "CN=Other root", isAuthority: true });
    const crossed = await make({ subject: "CN=Lower", issuer: other, isAuthority: true, pathLength: 0, key: good.lower.keys });
    const verdict = judge(other, [good.leaf.certificate, good.lower.certificate, crossed.certificate, good.upper.certificate, good.leaf.key]);
    expect(verdict.faults).toEqual([]);
  });

  test("may be a single certificate that signed itself", async () => {
    const own = await make({ subject: "CN=blog.example.com", names });
    expect(judge(good.root, [own.certificate, own.key])).toMatchObject({ faults: [], bundle: { chain: "", trust: "self" } });
  });

  test("may end in a public root", () => {
    const authority = { kind: "public", roots: [...rootCertificates, good.root.certificate] } as const;
    const { leaf, lower, upper, root } = good;
    expect(judge(root, [leaf.certificate, lower.certificate, upper.certificate, leaf.key], { authority })).toMatchObject({ bundle: { trust: "public" } });
  });
});

/** What the servers' own checks miss: https, mail and application servers start with all of it. */
describe("a chain that does not hold is refused", () => {
  const refused = async (wish: Parameters<typeof makeHierarchy>[1], wanted = names): Promise<string[]> => {
    const { root, upper, lower, leaf } = await makeHierarchy(names, wish);
    expect(opensslVerifies({ root: root.certificate, intermediates: lower.certificate + upper.certificate, leaf: leaf.certificate }, wanted, now)).toBe(false);
    return problems(judge(root, [leaf.certificate, lower.certificate, upper.certificate, leaf.key], { names: wanted }));
  };

  test("when the key is another one", async () => {
    const { leaf, lower, upper, root } = good;
    const other = await make({ subject: "CN=other" });
    const parts = [
      { path: "certificate", content: { pem: leaf.certificate + lower.certificate + upper.certificate } },
      { path: "privateKey", content: { pem: other.key } },
    ];
    expect(problems(readBundle(parts, requirements(root)))).toEqual([
      "privateKey: must be the private key of CN=blog.example.com: it is a different key, or damaged",
    ]);
  });

  test("when the leaf expired", async () => {
    expect(await refused({ notAfter: inDays(-0.5) })).toEqual([`certificate: must be valid now: CN=blog.example.com expired on ${inDays(-0.5).toISOString()}`]);
  });

  test("when the leaf is not valid yet", async () => {
    expect(await refused({ notBefore: inDays(1) })).toEqual([
      `certificate: must be valid now: CN=blog.example.com is not valid before ${inDays(1).toISOString()}`,
    ]);
  });

  test("when names are missing, and lists them", async () => {
    expect(await refused({}, ["blog.example.com", "api.example.com", "a.www.example.com", "198.51.100.7"])).toEqual([
      "certificate: must name api.example.com, a.www.example.com, 198.51.100.7: it names blog.example.com, www.example.com",
    ]);
  });

  test("when it has a common name only", async () => {
    const own = await make({ subject: "CN=blog.example.com" });
    expect(problems(judge(good.root, [own.certificate, own.key], { names: ["blog.example.com"] }))).toEqual([
      "certificate: must name blog.example.com: it names nothing (a common name does not count)",
    ]);
  });

  test("when an intermediate is missing, and names it", () => {
    const { leaf, lower, upper, root } = good;
    expect(problems(judge(root, [leaf.certificate, upper.certificate, leaf.key]))).toEqual([
      "certificate: holds a certificate that issued nothing in the chain of CN=blog.example.com: CN=Upper",
      "certificate: must lead to the root CN=Root in root: the issuer of CN=blog.example.com is missing, CN=Lower",
    ]);
    expect(problems(judge(root, [leaf.certificate, lower.certificate, leaf.key]))).toEqual([
      "certificate: must lead to the root CN=Root in root: the issuer of CN=Lower is missing, CN=Upper",
    ]);
  });

  test("when no public root signed it, and names its root", () => {
    const authority = { kind: "public", roots: rootCertificates } as const;
    const { leaf, lower, upper, root } = good;
    expect(problems(judge(root, [leaf.certificate, lower.certificate, upper.certificate, leaf.key], { authority }))).toEqual([
      "certificate: must lead to a public root: the issuer of CN=Upper is missing, CN=Root",
    ]);
    expect(problems(judge(root, [leaf.certificate, lower.certificate, upper.certificate, root.certificate, leaf.key], { authority }))).toEqual([
      "certificate: must lead to a public root: it ends in the root CN=Root, which is a different one",
    ]);
  });

  test("when an intermediate expired, and names it", async () => {
    const { root, upper } = good;
    const lower = await make({ subject: "CN=Lower", issuer: upper, isAuthority: true, notAfter: inDays(-0.5) });
    const leaf = await make({ subject: "CN=leaf", names, issuer: lower });
    expect(opensslVerifies({ root: root.certificate, intermediates: lower.certificate + upper.certificate, leaf: leaf.certificate }, names, now)).toBe(false);
    expect(judge(root, [leaf.certificate, lower.certificate, upper.certificate, leaf.key]).faults).toEqual([
      {
        path: "certificate",
        problem: `must be valid now: CN=Lower expired on ${inDays(-0.5).toISOString()}`,
        remedy: "Get the current certificate of CN=Lower from the authority",
      },
    ]);
  });

  test("when its signature is that of another authority of the same name", async () => {
    const impostor = await make({ subject: "CN=Lower", issuer: good.upper, isAuthority: true });
    expect(problems(judge(good.root, [good.leaf.certificate, impostor.certificate, good.upper.certificate, good.leaf.key]))).toContain(
      "certificate: must lead to the root CN=Root in root: the issuer of CN=blog.example.com is missing, CN=Lower",
    );
  });

  test("when the leaf is an authority", async () => {
    const { root } = good;
    const leaf = await make({ subject: "CN=blog.example.com", names, issuer: root, isAuthority: true });
    expect(problems(judge(root, [leaf.certificate, leaf.key]))).toContain("certificate: must be a server's certificate: CN=blog.example.com is an authority's");
  });

  test("when an intermediate is no authority", async () => {
    const { root } = good;
    const server = await make({ subject: "CN=Server", issuer: root, names, extensions: [] });
    const leaf = await make({ subject: "CN=leaf", names, issuer: server });
    expect(opensslVerifies({ root: root.certificate, intermediates: server.certificate, leaf: leaf.certificate }, names, now)).toBe(false);
    expect(judge(root, [leaf.certificate, server.certificate, leaf.key]).bundle).toBeUndefined();
  });

  test("when there are more authorities than a path length allows", async () => {
    const { root } = good;
    const upper = await make({ subject: "CN=Upper", issuer: root, isAuthority: true, pathLength: 0 });
    const lower = await make({ subject: "CN=Lower", issuer: upper, isAuthority: true });
    const leaf = await make({ subject: "CN=leaf", names, issuer: lower });
    expect(opensslVerifies({ root: root.certificate, intermediates: lower.certificate + upper.certificate, leaf: leaf.certificate }, names, now)).toBe(false);
    expect(problems(judge(root, [leaf.certificate, lower.certificate, upper.certificate, leaf.key]))).toEqual([
      "certificate: must not have more authorities below CN=Upper than its path length 0 allows: there are 1",
    ]);
  });

  test("when its key is too short, or its signature of yesterday", async () => {
    const short = await makeHierarchy(names, { key: "rsa-1024" });
    expect(problems(judge(short.root, [short.leaf.certificate, short.lower.certificate, short.upper.certificate, short.leaf.key]))).toEqual([
      "certificate: CN=blog.example.com: an RSA key must have at least 2048 bits: current value is 1024",
    ]);
    const sha1 = await makeHierarchy(names, { hash: "SHA-1" });
    expect(problems(judge(sha1.root, [sha1.leaf.certificate, sha1.lower.certificate, sha1.upper.certificate, sha1.leaf.key]))).toEqual([
      "certificate: CN=blog.example.com must be signed with SHA-256 or better: it is not, and clients refuse it",
    ]);
  });

  test("when it is for another purpose than a TLS server", async () => {
    expect(await refused({ uses: [x509.ExtendedKeyUsage.clientAuth] })).toEqual([
      "certificate: CN=blog.example.com must allow TLS servers by its extended key usage: it does not",
    ]);
  });

  test("when it has a critical extension that nobody knows", async () => {
    expect(await refused({ extensions: [new x509.Extension("1.3.6.1.4.1.99999.1", true, Buffer.from([5, 0]))] })).toEqual([
      "certificate: CN=blog.example.com has critical extensions that clients do not know: 1.3.6.1.4.1.99999.1",
    ]);
  });

  test("when an authority's name constraints forbid a name", async () => {
    const constraints = (tag: number, base: string): Buffer => {
      const subtree = Buffer.concat([Buffer.from([0x30, base.length + 2, 0x82, base.length]), Buffer.from(base)]);
      return Buffer.concat([Buffer.from([0x30, subtree.length + 2, tag, subtree.length]), subtree]);
    };
    for (const [tag, base, holds] of [
      [0xa0, "example.org", false],
      [0xa0, "example.com", true],
      [0xa1, "www.example.com", false],
      [0xa1, "example.org", true],
    ] as const) {
      const lower = await make({
        subject: "CN=Lower",
        issuer: good.root,
        isAuthority: true,
        extensions: [new x509.Extension("2.5.29.30", true, constraints(tag, base))],
      });
      const leaf = await make({ subject: "CN=leaf", names, issuer: lower });
      expect({
        base,
        verified: opensslVerifies({ root: good.root.certificate, intermediates: lower.certificate, leaf: leaf.certificate }, names, now),
      }).toEqual({ base, verified: holds });
      expect({ base, accepted: judge(good.root, [leaf.certificate, lower.certificate, leaf.key]).bundle !== undefined }).toEqual({ base, accepted: holds });
    }
  });
});

describe("a text that is broken is refused", () => {
  const leafOf = (): string => good.leaf.certificate;
  const rest = (): string => good.lower.certificate + good.upper.certificate + good.leaf.key;
  const requestText = (): string => openssl({ key: good.leaf.key }, ["req", "-new", "-key", "key", "-subj", "/CN=blog"]).toString();

  test.each<[string, () => string, RegExp]>([
    ["cut off at its end", () => rest() + leafOf().slice(0, -40), /line \d+ begins a CERTIFICATE that is cut off/],
    ["cut off in the middle", () => `${leafOf().slice(0, 300)}\n${rest()}`, /line 1 begins a CERTIFICATE that is cut off/],
    ["cut off at its beginning", () => `${leafOf().split("\n").slice(1).join("\n")}${rest()}`, /line \d+ ends a CERTIFICATE that does not begin/],
    [
      "missing a line",
      () =>
        leafOf()
          .split("\n")
          .filter((_, index) => index !== 3)
          .join("\n") + rest(),
      /line 1 begins a CERTIFICATE that does not parse/,
    ],
    ["damaged in its first line", () => leafOf().replace("CERTIFICATE", "CERTIFIC?TE") + rest(), /line 1 has a -----BEGIN that is not a line like/],
    ["damaged in a character", () => leafOf().replace(/\nM/, "\n?") + rest(), /line 1 begins a CERTIFICATE whose content is not base64/],
    [
      "without the line end before its second block",
      () => leafOf().trimEnd() + rest(),
      /line 1 begins a CERTIFICATE that is cut off.*\n.*line \d+ has a -----BEGIN that is not a line/,
    ],
    ["a certificate request", () => requestText() + leafOf() + rest(), /line 1 begins a CERTIFICATE REQUEST, which is neither a certificate/],
    ["a certificate twice", () => leafOf() + leafOf() + rest(), /holds a certificate that is there already: CN=blog.example.com/],
    ["two keys", () => leafOf() + rest() + good.lower.key, /must hold one private key: there are 2/],
    ["no key", () => leafOf() + good.lower.certificate + good.upper.certificate, /must hold a private key: there is none/],
    ["no certificate", () => good.leaf.key, /must hold a certificate: there is none/],
    ["nothing", () => "", /holds no PEM block/],
    ["DER", () => Buffer.from(leafOf().split("\n").slice(1, -2).join(""), "base64").toString("latin1"), /holds no PEM block/],
  ])("when it is %s", (_case, text, expected) => {
    const verdict = judge(good.root, [text()]);
    expect(verdict.bundle).toBeUndefined();
    expect(problems(verdict).join("\n")).toMatch(expected);
  });

  test("without a word about what may be in its broken part", () => {
    const told = (text: string): string[] => problems(judge(good.root, [text])).map((problem) => /there is none|not a line like/.exec(problem)?.[0] ?? problem);
    expect(told(leafOf() + rest().replace("-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY----"))).toEqual(["not a line like"]);
  });

  test("with what to do about another kind of block, and to remove one of which nothing is known", () => {
    const remedyOf = (label: string): string | undefined => {
      const { faults } = judge(good.root, [`-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n${leafOf()}${rest()}`]);
      expect(faults).toHaveLength(1);
      return faults[0]?.remedy;
    };
    expect(remedyOf("CERTIFICATE REQUEST")).toBe("A request is what an authority signs: give what came back from it");
    expect(remedyOf("PKCS7")).toContain("openssl pkcs7 ");
    expect(remedyOf("X509 CRL")).toBe("Remove it");
  });

  test("with everything that is wrong at once, each where it is", async () => {
    const short = await make({ subject: "CN=blog.example.com", names: ["blog.example.com"], issuer: good.upper, key: "rsa-1024", notAfter: inDays(-0.5) });
    const parts = [
      { path: "certificate", content: { pem: short.certificate + short.certificate } },
      { path: "privateKey", content: { pem: good.leaf.key } },
    ];
    expect(
      problems(readBundle(parts, requirements(good.root))).map((text) => text.replace(/:.*?(there already|www|expired|2048|different|missing).*/, " $1")),
    ).toEqual(["certificate there already", "certificate www", "certificate expired", "certificate 2048", "privateKey different", "certificate missing"]);
  });
});

describe("a key that is encrypted", () => {
  const encrypted = (...args: string[]): string => openssl({ key: good.leaf.key }, ["pkey", "-in", "key", "-passout", "pass:correct", ...args]).toString();
  const chain = (): string => good.leaf.certificate + good.lower.certificate + good.upper.certificate;

  test.each([
    ["PBES2 with AES", ["-aes256"]],
    ["the headers of old", ["-aes128", "-traditional"]],
  ])("is opened by its passphrase: %s", (_case, args) => {
    const key = encrypted(...args);
    expect(judge(good.root, [chain(), key], { passphrase: "correct" }).bundle?.privateKey).toBe(good.leaf.key);
    expect(problems(judge(good.root, [chain(), key], { passphrase: "wrong" })).join()).toMatch(/is encrypted with another pass/);
    expect(judge(good.root, [chain(), key]).faults).toEqual([
      {
        path: "certificate",
        problem: "is encrypted, and there is no passphrase",
        remedy: "Give certificateSecrets.passphrase, or decrypt it: openssl pkey -in KEY -out PLAIN",
      },
    ]);
  });

  test("says nothing of the passphrase or the key", () => {
    const verdict = judge(good.root, [chain(), encrypted("-aes256")], { passphrase: "canary" });
    expect(JSON.stringify(verdict)).not.toMatch(/canary|PRIVATE KEY-/);
  });
});

describe("a PKCS #12 file", () => {
  const file = (...args: string[]): Buffer =>
    openssl({ key: good.leaf.key, leaf: good.leaf.certificate, rest: good.lower.certificate + good.upper.certificate }, [
      "pkcs12",
      "-export",
      "-inkey",
      "key",
      "-in",
      "leaf",
      "-certfile",
      "rest",
      "-passout",
      "pass:pässword",
      ...args,
    ]);
  const read = (pkcs12: Buffer, passphrase?: string): BundleVerdict =>
    readBundle([{ path: "pkcs12", content: { pkcs12 } }], requirements(good.root, { passphrase }));

  test.each([
    ["AES and SHA-256, openssl's default", []],
    ["triple DES and SHA-1, as Windows writes it", ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"]],
    ["certificates in the clear", ["-certpbe", "NONE", "-macalg", "sha512"]],
    ["a single round", ["-noiter", "-nomaciter"]],
  ])("is read: %s", (_case, args) => {
    expect(read(file(...args), "pässword")).toMatchObject({
      faults: [],
      bundle: { privateKey: good.leaf.key, fullChain: good.leaf.certificate + good.lower.certificate + good.upper.certificate },
    });
  });

  test("is refused with another password, without one, when damaged, and when it is something else", () => {
    const whole = file();
    expect(problems(read(whole, "other"))).toEqual(["pkcs12: was made with another password than the given one, or damaged since"]);
    expect(problems(read(whole))).toEqual(["pkcs12: is encrypted, and there is no passphrase"]);
    expect(problems(read(whole.subarray(0, 900), "pässword"))).toEqual(["pkcs12: must be a PKCS #12 file in DER form"]);
    expect(problems(read(Buffer.from("text"), "pässword"))).toEqual(["pkcs12: must be a PKCS #12 file in DER form"]);
  });

  test("is refused when it is encrypted as nobody should any more", () => {
    expect(read(file("-legacy"), "pässword").faults).toEqual([
      expect.objectContaining({
        problem: expect.stringContaining("too weak or not known (1.2.840.113549.1.12.1.6)") as string,
        remedy: expect.stringContaining("openssl pkcs12 -in OLD -legacy") as string,
      }),
    ]);
  });
});
