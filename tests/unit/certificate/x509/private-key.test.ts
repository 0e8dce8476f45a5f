import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { belongsTogether, keyWeakness, readPrivateKey } from "../../../../components/certificate/x509/private-key";
import { Undecipherable } from "../../../../components/certificate/x509/pbe";
import { encryptedKey } from "../../../support/der";
import { openssl } from "../../../support/openssl";

const key = openssl({}, ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-outform", "DER"]);
const block = (der: Buffer): Parameters<typeof readPrivateKey>[0] => ({ label: "ENCRYPTED PRIVATE KEY", der, headers: [], line: 1 });

describe("a passphrase", () => {
  const plain = createPrivateKey({ key, format: "der", type: "sec1" }).export({ type: "pkcs8", format: "der" });

  test("opens what it encrypted", () => {
    expect(
      readPrivateKey(block(encryptedKey(plain, "correct")), "correct")
        .export({ type: "pkcs8", format: "der" })
        .equals(plain),
    ).toBe(true);
  });

  test("that is wrong is named as the cause, also when what it leaves ends like a key", () => {
    expect(() => readPrivateKey(block(encryptedKey(Buffer.from("no key at all"), "correct")), "correct")).toThrow(Undecipherable);
    expect(() => readPrivateKey(block(encryptedKey(Buffer.from("no key at all"), "correct")), "correct")).toThrow(
      "is encrypted with another passphrase than the given one. Correct the passphrase",
    );
  });
});

describe("a key", () => {
  const pair = (type: "rsa" | "ec", options: object): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } =>
    generateKeyPairSync(type as "ec", options as { namedCurve: string });

  test.each<[string, () => KeyObject, string | undefined]>([
    ["RSA of 2048 bits", () => pair("rsa", { modulusLength: 2048 }).publicKey, undefined],
    ["RSA of 2047 bits", () => pair("rsa", { modulusLength: 2047 }).publicKey, "an RSA key must have at least 2048 bits: current value is 2047"],
    ["P-256", () => pair("ec", { namedCurve: "P-256" }).publicKey, undefined],
    ["P-384", () => pair("ec", { namedCurve: "P-384" }).publicKey, undefined],
    ["P-521", () => pair("ec", { namedCurve: "P-521" }).publicKey, undefined],
    [
      "another curve",
      () => pair("ec", { namedCurve: "secp256k1" }).publicKey,
      "an ECDSA key must be on the curve P-256, P-384 or P-521: current value is secp256k1",
    ],
    ["Ed25519", () => generateKeyPairSync("ed25519").publicKey, "the key must be RSA or ECDSA, which every client knows: current value is ed25519"],
    [
      "RSA for PSS alone",
      () => generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).publicKey,
      "the key must be RSA or ECDSA, which every client knows: current value is rsa-pss",
    ],
  ])("of %s is judged by what browsers take", (_what, make, expected) => {
    expect(keyWeakness(make())).toBe(expected);
  });

  test.each<[string, () => { readonly privateKey: KeyObject; readonly publicKey: KeyObject }]>([
    ["RSA", () => pair("rsa", { modulusLength: 2048 })],
    ["ECDSA", () => pair("ec", { namedCurve: "P-256" })],
    ["Ed25519", () => generateKeyPairSync("ed25519")],
    ["Ed448", () => generateKeyPairSync("ed448")],
  ])("of %s belongs to its own public half and to no other", (_what, make) => {
    const [one, other] = [make(), make()];
    expect([belongsTogether(one.privateKey, one.publicKey), belongsTogether(one.privateKey, other.publicKey)]).toEqual([true, false]);
  });

  test("of another kind does not belong, and does not disturb the key that is read next", () => {
    const [one, other] = [generateKeyPairSync("ed25519"), pair("ec", { namedCurve: "P-256" })];
    expect(belongsTogether(one.privateKey, other.publicKey)).toBe(false);
    expect(createPrivateKey({ key, format: "der", type: "sec1" }).asymmetricKeyType).toBe("ec");
  });

  test("that cannot sign belongs to nothing, not even to its own public half", () => {
    const { privateKey, publicKey } = generateKeyPairSync("x25519");
    expect(belongsTogether(privateKey, publicKey)).toBe(false);
  });

  test("whose private half is another than its public one belongs to neither", () => {
    const [one, other] = [pair("ec", { namedCurve: "P-256" }), pair("ec", { namedCurve: "P-256" })].map(({ privateKey }) =>
      privateKey.export({ format: "jwk" }),
    );
    const mixed = createPrivateKey({ key: { ...one, d: other!.d! }, format: "jwk" });
    for (const half of [one, other]) expect(belongsTogether(mixed, createPublicKey({ key: half!, format: "jwk" }))).toBe(false);
  });
});
