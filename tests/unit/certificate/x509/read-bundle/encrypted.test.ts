import { readBundle, type BundleVerdict } from "../../../../../components/certificate/x509/bundle";
import { judge, names, problems, requirements } from "../../../../support/bundle-verdicts";
import { makeHierarchy, type Hierarchy } from "../../../../support/certificate-maker";
import { openssl, pkcs12File } from "../../../../support/openssl";

let good: Hierarchy;
beforeAll(async () => {
  good = await makeHierarchy(names);
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
  const file = (...args: string[]): Buffer => pkcs12File(good, "pässword", args);
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
