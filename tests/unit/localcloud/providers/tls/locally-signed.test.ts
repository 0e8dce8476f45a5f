import { join } from "node:path";
import { outputs } from "../engine-client";
import { certRequest, client, file, folder, locallySigned, newKey, oracle, selfSigned } from "./makers";

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
