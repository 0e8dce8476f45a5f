import fc from "fast-check";
import { readBundle, type Bundle, type BundleRequirements } from "../../../../components/certificate/x509/bundle";
import { parsePem, pem } from "../../../../components/certificate/x509/pem";
import { makeHierarchy, now, type Hierarchy } from "../../../support/certificate-maker";
import { openssl, opensslAccepts, opensslVerifies, pkcs12File } from "../../../support/openssl";

const names = ["blog.example.com"];

type Mutation = (text: string) => string;

/** Damage to the text: what editors, copying and broken transports do. */
const textual: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(fc.nat(), fc.string({ unit: "binary", maxLength: 3 })).map(
    ([at, inserted]) =>
      (text: string) =>
        splice(text, at, 0, inserted),
  ),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 200 })).map(
    ([at, length]) =>
      (text: string) =>
        splice(text, at, length, ""),
  ),
  fc.tuple(fc.nat(), fc.constantFrom("A", "z", "0", "/", "=", "-", "\n", "\r\n", " ", "\0", "\u00e4")).map(
    ([at, replacement]) =>
      (text: string) =>
        splice(text, at, 1, replacement),
  ),
  fc.nat().map((at) => (text: string) => text.slice(0, at % (text.length + 1))),
  fc.tuple(fc.nat(), fc.nat()).map(
    ([from, to]) =>
      (text: string) =>
        moveLine(text, from, to),
  ),
  fc.constantFrom<Mutation>(
    (text) => text.replaceAll("\n", "\r\n"),
    (text) => text.replaceAll("\n", "\r"),
    (text) => text.replaceAll("\n", ""),
    (text) => text + text,
  ),
);

/** Damage within a block: its text stays PEM, and what it says is another thing. */
const binary: fc.Arbitrary<Mutation> = fc
  .tuple(fc.nat(), fc.nat(), fc.integer({ min: 0, max: 255 }), fc.constantFrom("set", "flip", "insert", "remove"))
  .map(([which, at, value, how]) => (text: string) => {
    const { blocks } = parsePem(text);
    return blocks.map(({ label, der }, index) => pem(label, index === which % blocks.length ? damaged(der, at % der.length, value, how) : der)).join("");
  });

const mutations = fc.array(fc.oneof({ weight: 1, arbitrary: textual }, { weight: 1, arbitrary: binary }), { minLength: 1, maxLength: 3 });

describe("a damaged text", () => {
  let good: Hierarchy;
  let requirements: BundleRequirements;
  let passphraseOnly: string;
  const verified = new Map<string, boolean>();

  beforeAll(async () => {
    good = await makeHierarchy(names);
    requirements = {
      paths: { certificate: "certificate", privateKey: "privateKey" },
      names,
      now,
      authority: { kind: "private", root: good.root.certificate, path: "root", trust: "private" },
    };
    passphraseOnly = openssl({ key: good.leaf.key }, ["pkey", "-in", "key", "-aes128", "-passout", "pass:x"]).toString();
  });

  /** openssl is asked about every bundle that was accepted, once: about its chain, its names, its key, and whether they belong together. */
  function opensslAgrees({ leaf, chain, fullChain, privateKey }: Bundle): boolean {
    const known = verified.get(fullChain + privateKey);
    if (known !== undefined) return known;
    const agrees =
      opensslVerifies({ root: good.root.certificate, intermediates: chain, leaf }, names, now) &&
      opensslAccepts({ key: privateKey }, ["pkey", "-in", "key", "-check", "-noout"]) &&
      // A point has three notations, and a key may have another one than the certificate.
      openssl({ key: privateKey }, ["pkey", "-in", "key", "-pubout", "-ec_conv_form", "uncompressed"]).equals(
        openssl({ leaf }, ["x509", "-in", "leaf", "-pubkey", "-noout"]),
      );
    verified.set(fullChain + privateKey, agrees);
    return agrees;
  }

  test("is refused with reasons, or is what openssl accepts as well: 10,000 times", () => {
    const outcomes = { accepted: 0, refused: 0 };
    const whole = [good.leaf, good.lower, good.upper].map(({ certificate }) => certificate).join("") + good.leaf.key;
    fc.assert(
      fc.property(mutations, (all) => {
        const text = all.reduce((damagedText, mutate) => mutate(damagedText), whole);
        const { bundle, faults } = readBundle([{ path: "certificate", content: { pem: text } }], requirements);
        if (!bundle) outcomes.refused += 1;
        else outcomes.accepted += 1;
        expect(bundle ? opensslAgrees(bundle) : faults.length > 0).toBe(true);
        expect(JSON.stringify(faults)).not.toContain(good.leaf.key.split("\n")[1]);
      }),
      { numRuns: 10_000 },
    );
    expect(outcomes.accepted).toBeGreaterThan(0);
    expect(outcomes.refused).toBeGreaterThan(5000);
  }, 240_000);

  test("of an encrypted key is refused or opened, and nothing else, whatever it says of its own encryption", () => {
    const chain = { path: "certificate", content: { pem: good.leaf.certificate + good.lower.certificate + good.upper.certificate } };
    fc.assert(
      fc.property(binary, (mutate) => {
        const { bundle, faults } = readBundle([chain, { path: "privateKey", content: { pem: mutate(passphraseOnly) } }], { ...requirements, passphrase: "x" });
        expect(bundle ? bundle.privateKey === good.leaf.key : faults.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  }, 240_000);

  test("of PKCS #12 is refused or read, and nothing else", () => {
    const file = pkcs12File(good, "x", ["-iter", "10"]);
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.constantFrom("set", "flip", "insert", "remove", "cut"), (at, value, how) => {
        const pkcs12 = how === "cut" ? file.subarray(0, at % file.length) : damaged(file, at % file.length, value, how);
        const { bundle, faults } = readBundle([{ path: "pkcs12", content: { pkcs12 } }], { ...requirements, passphrase: "x" });
        expect(bundle ? bundle.privateKey === good.leaf.key && opensslAgrees(bundle) : faults.length > 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  }, 240_000);
});

function splice(text: string, at: number, removed: number, inserted: string): string {
  const start = at % (text.length + 1);
  return text.slice(0, start) + inserted + text.slice(start + removed);
}

function moveLine(text: string, from: number, to: number): string {
  const lines = text.split("\n");
  const [line = ""] = lines.splice(from % lines.length, 1);
  lines.splice(to % (lines.length + 1), 0, line);
  return lines.join("\n");
}

function damaged(bytes: Buffer, at: number, value: number, how: string): Buffer {
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(at + 1);
  switch (how) {
    case "insert":
      return Buffer.concat([before, Buffer.from([value]), bytes.subarray(at)]);
    case "remove":
      return Buffer.concat([before, after]);
    case "flip":
      return Buffer.concat([before, Buffer.from([(bytes[at] ?? 0) ^ (1 << (value % 8))]), after]);
    default:
      return Buffer.concat([before, Buffer.from([value]), after]);
  }
}
