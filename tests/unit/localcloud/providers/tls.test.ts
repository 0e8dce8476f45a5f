import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { tls } from "../../../../localcloud/providers/tls/definition";
import { addressBytes } from "../../../../localcloud/providers/tls/extensions";
import { Secret } from "../../../../localcloud/providers/contract/value";
import { EngineClient, outputs, type Kept } from "./engine-client";

const privateKey = "tls:index/privateKey:PrivateKey";
const selfSigned = "tls:index/selfSignedCert:SelfSignedCert";
const certRequest = "tls:index/certRequest:CertRequest";
const locallySigned = "tls:index/locallySignedCert:LocallySignedCert";

const client = new EngineClient(tls);
const folder = mkdtempSync(join(tmpdir(), "tlsup-tls-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content, { mode: 0o600 });
  return join(folder, name);
}

/** What a program that nobody here wrote makes of it. */
function oracle(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

const keys = [
  { algorithm: "RSA", rsaBits: 2048 },
  { algorithm: "ECDSA" },
  { algorithm: "ECDSA", ecdsaCurve: "P256" },
  { algorithm: "ECDSA", ecdsaCurve: "P384" },
  { algorithm: "ECDSA", ecdsaCurve: "P521" },
  { algorithm: "ED25519" },
];
interface Key {
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
}
const newKey = async (inputs: object = { algorithm: "ECDSA", ecdsaCurve: "P256" }) =>
  outputs(await client.create(privateKey, inputs as never)) as unknown as Key & Record<string, string>;

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

describe("a self-signed certificate", () => {
  it("says what the program says", async () => {
    const { privateKeyPem } = await newKey();
    const kept = await client.create(selfSigned, {
      privateKeyPem,
      subject: {
        commonName: "Zoë",
        organization: "Org",
        organizationalUnit: "Unit",
        country: "DE",
        locality: "Köln",
        province: "NRW",
        postalCode: "50667",
        streetAddresses: ["Street 1", "Street 2"],
        serialNumber: "42",
        emailAddress: "a@example.test",
      },
      dnsNames: ["example.test", "*.example.test"],
      ipAddresses: ["198.51.100.7", "2001:db8::7"],
      uris: ["spiffe://example.test/x"],
      allowedUses: ["digital_signature", "key_encipherment", "cert_signing", "decipher_only", "server_auth", "client_auth", "timestamping"],
      validityPeriodHours: 48,
      isCaCertificate: true,
      maxPathLength: 0,
      setSubjectKeyId: true,
      setAuthorityKeyId: true,
    });
    const path = file("self.pem", outputs(kept).certPem!);
    const show = (...args: string[]) => oracle("openssl", "x509", "-in", path, "-noout", ...args);
    expect(show("-subject", "-nameopt", "utf8,sep_multiline,sname")).toBe(
      "subject=\n    C=DE\n    O=Org\n    OU=Unit\n    L=Köln\n    ST=NRW\n    street=Street 1\n    street=Street 2\n    postalCode=50667\n    CN=Zoë\n    serialNumber=42\n    emailAddress=a@example.test\n",
    );
    const extensions = show("-ext", "subjectAltName,keyUsage,extendedKeyUsage,basicConstraints,subjectKeyIdentifier,authorityKeyIdentifier");
    expect(extensions).toContain("DNS:example.test, DNS:*.example.test, IP Address:198.51.100.7, IP Address:2001:DB8:0:0:0:0:0:7, URI:spiffe://example.test/x");
    expect(extensions).toContain("X509v3 Key Usage: critical\n    Digital Signature, Key Encipherment, Certificate Sign, Decipher Only");
    expect(extensions).toContain("TLS Web Server Authentication, TLS Web Client Authentication, Time Stamping");
    expect(extensions).toContain("X509v3 Basic Constraints: critical\n    CA:TRUE, pathlen:0");
    const identifiers = [...extensions.matchAll(/(?:[0-9A-F]{2}:){19}[0-9A-F]{2}/g)].map(([identifier]) => identifier);
    expect(identifiers).toHaveLength(2);
    expect(new Set(identifiers).size).toBe(1);
    expect(BigInt(`0x${show("-serial").trim().split("=")[1]!}`).toString()).toBe(kept.id);
    const seconds = (instant: string) => Date.parse(instant) / 1000;
    const { validityStartTime, validityEndTime } = outputs(kept);
    expect(seconds(validityEndTime!) - seconds(validityStartTime!)).toBe(48 * 3600);
    expect(Date.parse(show("-enddate").split("=")[1]!)).toBe(Date.parse(validityEndTime!));
  });

  it("is valid past the year 2049, which other time types begin with", async () => {
    const { privateKeyPem } = await newKey();
    const { certPem, validityEndTime } = outputs(await client.create(selfSigned, { privateKeyPem, allowedUses: [], validityPeriodHours: 24 * 365 * 40 }));
    expect(Date.parse(oracle("openssl", "x509", "-in", file("long.pem", certPem!), "-noout", "-enddate").split("=")[1]!)).toBe(Date.parse(validityEndTime!));
  });

  describe("whose time comes", () => {
    const inputs = { allowedUses: ["server_auth"], validityPeriodHours: 10, earlyRenewalHours: 4 };
    let program: Record<string, string>;
    let kept: Kept;
    beforeAll(async () => {
      program = { ...(inputs as object), privateKeyPem: (await newKey()).privateKeyPem };
      kept = await client.create(selfSigned, program);
    });
    const after = (hours: number) => jest.useFakeTimers({ now: Date.now() + hours * 3_600_000, doNotFake: ["nextTick", "setImmediate"] });
    afterEach(() => jest.useRealTimers());

    it("is left alone before", async () => {
      after(5.9);
      expect([...(await client.diff(selfSigned, kept, program))]).toEqual([]);
      expect(await client.refresh(selfSigned, kept)).toEqual(kept);
    });

    it("is replaced then, with the same program", async () => {
      after(6.1);
      expect([...(await client.diff(selfSigned, kept, program))]).toEqual([["readyForRenewal", { kind: "update", replace: true, inInputs: false }]]);
      expect(outputs((await client.refresh(selfSigned, kept))!).readyForRenewal).toBe(true);
    });

    it("can be renewed earlier or later without a new one", async () => {
      const next = { ...program, earlyRenewalHours: 1 as never };
      expect([...(await client.diff(selfSigned, kept, next))]).toEqual([["earlyRenewalHours", { kind: "update", replace: false, inInputs: true }]]);
      expect(outputs(await client.update(selfSigned, kept, next))).toMatchObject({ certPem: outputs(kept).certPem, readyForRenewal: false });
    });
  });

  it("uses a write-only key and forgets it", async () => {
    const { privateKeyPem } = await newKey();
    const program = { privateKeyPemWo: privateKeyPem, privateKeyPemWoVersion: 1, allowedUses: [], validityPeriodHours: 1 };
    const kept = await client.create(selfSigned, program);
    expect(Object.keys(kept.state)).not.toContain("privateKeyPemWo");
    expect([...(await client.diff(selfSigned, kept, program))]).toEqual([]);
    expect((await client.diff(selfSigned, kept, { ...program, privateKeyPemWoVersion: 2 })).get("privateKeyPemWoVersion")).toMatchObject({ replace: true });
  });
});

describe("a locally signed certificate", () => {
  it("is what was requested, signed by the authority", async () => {
    const [caKey, key] = [await newKey({ algorithm: "RSA" }), await newKey()];
    const ca = outputs(
      await client.create(selfSigned, {
        privateKeyPem: caKey.privateKeyPem,
        subject: { commonName: "Ä Authority" },
        allowedUses: ["cert_signing"],
        validityPeriodHours: 10,
        isCaCertificate: true,
      }),
    );
    const csr = outputs(
      await client.create(certRequest, {
        privateKeyPem: key.privateKeyPem,
        subject: { commonName: "leaf.test" },
        dnsNames: ["leaf.test"],
        ipAddresses: ["::1"],
      }),
    );
    const kept = await client.create(locallySigned, {
      caCertPem: ca.certPem!,
      caPrivateKeyPem: caKey.privateKeyPem,
      certRequestPem: csr.certRequestPem!,
      allowedUses: ["server_auth"],
      validityPeriodHours: 5,
      setSubjectKeyId: true,
    });
    const path = file("leaf.pem", outputs(kept).certPem!);
    expect(
      oracle("openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "leaf.test", "-CAfile", file("ca.pem", ca.certPem!), path),
    ).toContain(": OK");
    expect(oracle("openssl", "x509", "-in", path, "-noout", "-pubkey")).toBe(key.publicKeyPem);
    expect(oracle("openssl", "x509", "-in", path, "-noout", "-ext", "subjectAltName")).toContain("DNS:leaf.test, IP Address:0:0:0:0:0:0:0:1");
    expect(outputs(kept).caKeyAlgorithm).toBe("RSA");
  });

  it("is made for requests of openssl too, and not for one that somebody changed", async () => {
    const { privateKeyPem } = await newKey({ algorithm: "RSA" });
    const ca = outputs(
      await client.create(selfSigned, { privateKeyPem: privateKeyPem, allowedUses: ["cert_signing"], validityPeriodHours: 1, isCaCertificate: true }),
    );
    const csr = oracle(
      "openssl",
      "req",
      "-new",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-keyout",
      join(folder, "x.key"),
      "-subj",
      "/CN=x.test",
      "-addext",
      "subjectAltName=DNS:x.test",
    );
    const inputs = { caCertPem: ca.certPem!, caPrivateKeyPem: privateKeyPem, allowedUses: [], validityPeriodHours: 1 };
    const { certPem } = outputs(await client.create(locallySigned, { ...inputs, certRequestPem: csr }));
    expect(oracle("openssl", "x509", "-in", file("x.pem", certPem!), "-noout", "-subject", "-ext", "subjectAltName")).toMatch(/CN = x\.test[^]*DNS:x\.test/);

    const der = Buffer.from(csr.replace(/-----[^-]+-----|\s/g, ""), "base64");
    der.write("y", der.indexOf("x.test"));
    const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`;
    await expect(client.create(locallySigned, { ...inputs, certRequestPem: forged })).rejects.toThrow("its signature does not fit its public key");
  });

  it("is not made with another authority's key", async () => {
    const [first, second] = [await newKey(), await newKey()];
    const ca = outputs(await client.create(selfSigned, { privateKeyPem: first.privateKeyPem, allowedUses: [], validityPeriodHours: 1, isCaCertificate: true }));
    const csr = outputs(await client.create(certRequest, { privateKeyPem: first.privateKeyPem }));
    await expect(
      client.create(locallySigned, {
        caCertPem: ca.certPem!,
        caPrivateKeyPem: second.privateKeyPem,
        certRequestPem: csr.certRequestPem!,
        allowedUses: [],
        validityPeriodHours: 1,
      }),
    ).rejects.toThrow("it does not belong to caCertPem");
  });
});

describe("faults", () => {
  it.each([
    [privateKey, { algorithm: "DSA" }, "algorithm"],
    [privateKey, { algorithm: "ECDSA", ecdsaCurve: "P-256" }, "ecdsaCurve"],
    [privateKey, { algorithm: "RSA", rsaBits: 512 }, "rsaBits"],
    [selfSigned, { privateKeyPem: "x", allowedUses: ["server_auth", "server-auth"], validityPeriodHours: 1 }, "allowedUses[1]"],
    [selfSigned, { privateKeyPem: "x", allowedUses: [], validityPeriodHours: -1 }, "validityPeriodHours"],
    [certRequest, { privateKeyPem: "x", ipAddresses: ["example.test"] }, "ipAddresses[0]"],
    [certRequest, { privateKeyPem: "x", uris: ["nothing"] }, "uris[0]"],
    [certRequest, {}, "privateKeyPem"],
    [certRequest, { privateKeyPem: "x", privateKeyPemWo: "y" }, "privateKeyPem"],
  ])("%s %j: at %s", (token, inputs, path) => {
    expect(client.failures(token, inputs as never)).toEqual([expect.stringContaining(`Examine values at 'thing.${path}'.`)]);
  });

  it("do not repeat a key", async () => {
    const error = await client.create(certRequest, { privateKeyPem: "canary" }).catch((reason: unknown) => reason);
    expect(String(error)).toContain("Cannot use privateKeyPem as a private key");
    expect(String(error)).not.toContain("canary");
  });
});

it("IPv6 addresses have the bytes that the URL parser of this runtime gives them", () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const groups = new URL(`http://[${address}]`).hostname.slice(1, -1);
      expect(addressBytes(address)).toEqual(addressBytes(groups));
      expect(addressBytes(address)).toHaveLength(16);
    }),
  );
});
