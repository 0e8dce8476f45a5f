import { readBundle } from "../../../../../components/certificate/x509/bundle";
import { judge, names, problems, requirements } from "../../../../support/bundle-verdicts";
import { inDays, make, makeHierarchy, type Hierarchy } from "../../../../support/certificate-maker";
import { expectGolden } from "../../../../support/golden";
import { openssl } from "../../../../support/openssl";
import { rulesIn } from "../../../../support/refusals";

let good: Hierarchy;
beforeAll(async () => {
  good = await makeHierarchy(names);
});

describe("a text that is broken is refused", () => {
  const leafOf = (): string => good.leaf.certificate;
  const rest = (): string => good.lower.certificate + good.upper.certificate + good.leaf.key;
  const requestText = (): string => openssl({ key: good.leaf.key }, ["req", "-new", "-key", "key", "-subj", "/CN=blog"]).toString();

  const broken: readonly (readonly [what: string, text: () => string, problem: RegExp])[] = [
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
  ];

  test("with what to do about it", () => {
    const labels = ["TRUSTED CERTIFICATE", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", "PUBLIC KEY", "PKCS7", "OPENSSH PRIVATE KEY", "X509 CRL"];
    const blocks = labels.map((label) => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n${leafOf()}${rest()}`);
    const faults = [...broken.map(([, text]) => text()), ...blocks].flatMap((text) => judge(good.root, [text]).faults);
    const placed = faults.map((fault) => ({ ...fault, problem: fault.problem.replace(/^line \d+/, "line N") }));
    expectGolden("refusals/bundle.txt", rulesIn(placed));
  });

  test("except for the parameters of keys, which servers do not need", () => {
    const parameters = ["EC", "DH"].map((kind) => `-----BEGIN ${kind} PARAMETERS-----\nAAAA\n-----END ${kind} PARAMETERS-----\n`);
    expect(problems(judge(good.root, [...parameters, leafOf(), rest()]))).toEqual([]);
  });

  test.each(broken)("when it is %s", (_case, text, expected) => {
    const verdict = judge(good.root, [text()]);
    expect(verdict.bundle).toBeUndefined();
    expect(problems(verdict).join("\n")).toMatch(expected);
  });

  test("without a word about what may be in its broken part", () => {
    const told = (text: string): string[] => problems(judge(good.root, [text])).map((problem) => /there is none|not a line like/.exec(problem)?.[0] ?? problem);
    expect(told(leafOf() + rest().replace("-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY----"))).toEqual(["not a line like"]);
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
