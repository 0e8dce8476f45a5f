import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Authority } from "../../../../localcloud/pki/authority";
import { openAuthority } from "../../../../localcloud/pki/open-authority";

let directory: string;
let authority: Authority;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "tlsup-pki-"));
  authority = await openAuthority(join(directory, "edge"), "Local Universal SSL root");
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const file = (name: string, content: string): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};
const openssl = (...args: string[]): string => execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const root = (): string => join(directory, "edge", "root.pem");
const text = (pem: string, ...what: string[]): string => openssl("x509", "-in", file("leaf.pem", pem), "-noout", ...what);

function request(...keyArgs: string[]): string {
  return openssl("req", "-new", "-newkey", ...keyArgs, "-nodes", "-keyout", join(directory, "request.key"), "-subj", "/CN=ignored.example.test");
}

describe("the root", () => {
  it("is a CA for ten years that only signs certificates, for leaves alone", () => {
    const shown = openssl("x509", "-in", root(), "-noout", "-text");
    expect(shown).toContain("Subject: CN = Local Universal SSL root");
    expect(shown).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(shown).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign/);
    expect(shown).toContain("ASN1 OID: prime256v1");
    const [from, to] = ["-startdate", "-enddate"].map((which) => openssl("x509", "-in", root(), "-noout", which));
    expect(Number(to?.match(/\d{4} GMT/)?.[0].slice(0, 4)) - Number(from?.match(/\d{4} GMT/)?.[0].slice(0, 4))).toBe(10);
  });

  it("has a key that its owner alone reads", () => {
    expect(statSync(join(directory, "edge", "root.key")).mode & 0o777).toBe(0o600);
  });

  it("stays the same when it is opened again", async () => {
    expect((await openAuthority(join(directory, "edge"), "another name")).certificate).toBe(authority.certificate);
    expect(readFileSync(root(), "utf8")).toBe(authority.certificate);
  });

  it("is made for the key that a crash left without one", async () => {
    const place = join(directory, "crashed");
    await openAuthority(place, "first");
    const key = readFileSync(join(place, "root.key"), "utf8");
    rmSync(join(place, "root.pem"));
    await openAuthority(place, "second");
    expect(readFileSync(join(place, "root.key"), "utf8")).toBe(key);
    expect(openssl("x509", "-in", join(place, "root.pem"), "-noout", "-subject")).toContain("second");
  });

  it("is refused, by its path, when its key is lost or another's", async () => {
    const place = join(directory, "spoilt");
    await openAuthority(place, "spoilt");
    writeFileSync(join(place, "root.key"), readFileSync(join(directory, "edge", "root.key")));
    await expect(openAuthority(place, "spoilt")).rejects.toThrow(join(place, "root.pem"));
    rmSync(join(place, "root.key"));
    await expect(openAuthority(place, "spoilt")).rejects.toThrow(join(place, "root.key"));
  });
});

describe("an issued certificate", () => {
  it("is accepted by openssl for each of its names and for no other", async () => {
    const { certificate, key } = await authority.issue(["example.test", "*.example.test", "192.0.2.1"], { days: 90 });
    const verify = (...what: string[]): string =>
      openssl("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", root(), ...what, file("leaf.pem", certificate));
    expect(verify("-verify_hostname", "example.test")).toContain("OK");
    expect(verify("-verify_hostname", "www.example.test")).toContain("OK");
    expect(verify("-verify_ip", "192.0.2.1")).toContain("OK");
    expect(() => verify("-verify_hostname", "example.org")).toThrow("hostname mismatch");
    expect(openssl("pkey", "-in", file("leaf.key", key), "-pubout")).toBe(text(certificate, "-pubkey"));
  });

  it("carries the extensions that a server's certificate needs", async () => {
    const shown = text((await authority.issue(["example.test"], { days: 1 })).certificate, "-text");
    expect(shown).toMatch(/Extended Key Usage: \s+TLS Web Server Authentication/);
    expect(shown).toMatch(/Key Usage: critical\s+Digital Signature\n/);
    expect(shown).toContain("X509v3 Subject Key Identifier");
    expect(shown).toContain("X509v3 Authority Key Identifier");
    expect(shown).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
  });

  it("has a positive random serial number of 128 bits", async () => {
    const serials = await Promise.all(Array.from({ length: 20 }, async () => text((await authority.issue(["a.test"], { days: 1 })).certificate, "-serial")));
    expect(new Set(serials).size).toBe(20);
    for (const serial of serials) expect(serial).toMatch(/^serial=[4-7][0-9A-F]{31}\n$/);
  });

  it("goes without a subject when the name is longer than a common name may be", async () => {
    const name = `${"a".repeat(63)}.example.test`;
    const { certificate } = await authority.issue([name], { days: 1 });
    expect(text(certificate, "-subject").trim()).toBe("subject=");
    expect(openssl("verify", "-x509_strict", "-CAfile", root(), "-verify_hostname", name, file("leaf.pem", certificate))).toContain("OK");
  });

  it("needs a name", async () => {
    await expect(authority.issue([], { days: 1 })).rejects.toThrow("it must have a name");
  });
});

describe("a signed request", () => {
  it.each([[["rsa:2048"]], [["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]], [["ec", "-pkeyopt", "ec_paramgen_curve:P-384"]]])(
    "gives a leaf for the key of %j",
    async (key) => {
      const csr = request(...key);
      const { certificate, serialNumber, notAfter } = await authority.sign(csr, ["shop.example.test"], { days: 7 });
      expect(
        openssl("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", root(), "-verify_hostname", "shop.example.test", file("leaf.pem", certificate)),
      ).toContain("OK");
      expect(text(certificate, "-pubkey")).toBe(openssl("req", "-in", file("request.pem", csr), "-noout", "-pubkey"));
      expect(text(certificate, "-serial").trim()).toBe(`serial=${serialNumber.toUpperCase()}`);
      expect(new Date(text(certificate, "-enddate").replace("notAfter=", "")).getTime()).toBe(Math.floor(notAfter.getTime() / 1000) * 1000);
    },
  );

  it("takes the names from the caller, never from the request", async () => {
    expect(text((await authority.sign(request("rsa:2048"), ["a.test"], { days: 7 })).certificate, "-text")).not.toContain("ignored.example.test");
  });

  it("is refused when it is no request, not signed by its key, or weak", async () => {
    await expect(authority.sign("nonsense", ["a.test"], { days: 7 })).rejects.toThrow("does not parse");
    const der = Buffer.from(request("rsa:2048").replace(/-----.*-----|\s/g, ""), "base64");
    der.writeUInt8(der.readUInt8(der.length - 10) ^ 1, der.length - 10);
    const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`;
    await expect(authority.sign(forged, ["a.test"], { days: 7 })).rejects.toThrow("signature");
    await expect(authority.sign(request("rsa:1024"), ["a.test"], { days: 7 })).rejects.toThrow("current value is 1024");
  });
});
