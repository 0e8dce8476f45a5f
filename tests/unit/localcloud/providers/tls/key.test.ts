import { Secret } from "../../../../../localcloud/providers/contract/value";
import { readOpenSshPrivateKey } from "../../../../../localcloud/providers/tls/read-openssh";
import { outputs } from "../engine-client";
import { certRequest, client, file, newKey, oracle, privateKey, selfSigned, type Key } from "./makers";

const keys = [
  { algorithm: "RSA", rsaBits: 2048 },
  { algorithm: "ECDSA" },
  { algorithm: "ECDSA", ecdsaCurve: "P256" },
  { algorithm: "ECDSA", ecdsaCurve: "P384" },
  { algorithm: "ECDSA", ecdsaCurve: "P521" },
  { algorithm: "ED25519" },
];

describe.each(keys)("a key %j", (inputs) => {
  let key: Key & Record<string, string>;
  beforeAll(async () => (key = await newKey(inputs)));

  it("is read by openssl in both forms, and has the public half that openssl derives", () => {
    for (const pem of [key.privateKeyPem, key.privateKeyPemPkcs8!]) {
      const path = file("key.pem", pem);
      expect(oracle("openssl", "pkey", "-in", path, "-noout", "-check")).toContain("Key is valid");
      expect(oracle("openssl", "pkey", "-in", path, "-pubout")).toBe(key.publicKeyPem);
    }
    expect(key.privateKeyPemPkcs8).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(key.privateKeyPem).toMatch(
      { RSA: /^-----BEGIN RSA PRIVATE KEY-----\n/, ECDSA: /^-----BEGIN EC PRIVATE KEY-----\n/, ED25519: /^-----BEGIN PRIVATE KEY-----\n/ }[inputs.algorithm]!,
    );
  });

  it("is read by ssh-keygen, with the same public half and fingerprints, unless SSH has no such key", () => {
    if (inputs.algorithm === "ECDSA" && inputs.ecdsaCurve === undefined) {
      expect(key).toMatchObject({
        ecdsaCurve: "P224",
        privateKeyOpenssh: "",
        publicKeyOpenssh: "",
        publicKeyFingerprintMd5: "",
        publicKeyFingerprintSha256: "",
      });
      return;
    }
    const path = file("key.ssh", key.privateKeyOpenssh!);
    expect(oracle("ssh-keygen", "-y", "-f", path)).toBe(key.publicKeyOpenssh);
    const pub = file("key.pub", key.publicKeyOpenssh!);
    expect(oracle("ssh-keygen", "-l", "-E", "sha256", "-f", pub).split(" ")[1]).toBe(key.publicKeyFingerprintSha256);
    expect(oracle("ssh-keygen", "-l", "-E", "md5", "-f", pub).split(" ")[1]).toBe(`MD5:${key.publicKeyFingerprintMd5}`);
  });

  it("is the same in SSH's form, with all of its numbers, where SSH has such a key", () => {
    if (key.privateKeyOpenssh === "") return;
    expect(readOpenSshPrivateKey(key.privateKeyOpenssh!).export({ type: "pkcs8", format: "pem" })).toBe(key.privateKeyPemPkcs8);
  });

  it("signs a certificate and a request that openssl accepts", async () => {
    const cert = outputs(
      await client.create(selfSigned, {
        privateKeyPem: key.privateKeyPem,
        allowedUses: ["server_auth"],
        validityPeriodHours: 1,
        subject: { commonName: "a.test" },
      }),
    );
    const path = file("cert.pem", cert.certPem!);
    expect(oracle("openssl", "verify", "-CAfile", path, path)).toContain(": OK");
    expect(cert.keyAlgorithm).toBe(inputs.algorithm);
    const csr = outputs(await client.create(certRequest, { privateKeyPem: key.privateKeyPem }));
    expect(oracle("openssl", "req", "-in", file("csr.pem", csr.certRequestPem!), "-verify", "-noout", "-pubkey")).toBe(key.publicKeyPem);
  });

  it("gives its public half to getPublicKey, in either form", async () => {
    const forms = [{ privateKeyPem: key.privateKeyPem }, ...(key.privateKeyOpenssh ? [{ privateKeyOpenssh: key.privateKeyOpenssh }] : [])];
    for (const form of forms) {
      const { result } = await client.engine.invoke("tls:index/getPublicKey:getPublicKey", form);
      expect(result).toMatchObject({ algorithm: inputs.algorithm, publicKeyPem: key.publicKeyPem, publicKeyOpenssh: key.publicKeyOpenssh });
      expect(Object.values(result).filter((value) => value instanceof Secret)).toHaveLength(1);
    }
  });
});

it("every private form of a key is secret, and nothing else", async () => {
  const { state } = await client.create(privateKey, { algorithm: "ED25519" });
  const secrets = Object.keys(state).filter((name) => state[name] instanceof Secret);
  expect(secrets.sort()).toEqual(["privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"]);
});
