import { outputs, type Kept } from "../engine-client";
import { client, file, newKey, oracle, selfSigned } from "./makers";

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
      "subject=\n    C=DE\n    O=Org\n    OU=Unit\n    L=Köln\n    ST=NRW\n    street=Street 1\n    street=Street 2\n    postalCode=50667\n    CN=Zoë\n  " +
        "  serialNumber=42\n    emailAddress=a@example.test\n",
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
