import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { leafFacts } from "../../../../components/certificate/x509/bundle";

describe("leafFacts agrees with openssl", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-bundle-"));
  const file = join(folder, "cert.pem");
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "365",
      "-keyout",
      join(folder, "key.pem"),
      "-out",
      file,
      "-subj",
      "/CN=blog.example.com",
      "-addext",
      "subjectAltName=DNS:blog.example.com,DNS:www.example.com,IP:198.51.100.7",
    ],
    { stdio: "pipe" },
  );
  const openssl = (...args: string[]) => execFileSync("openssl", ["x509", "-in", file, "-noout", ...args], { encoding: "utf8" }).trim();
  const facts = leafFacts(readFileSync(file, "utf8"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("on the fingerprint", () => {
    expect(facts.sha256).toBe(openssl("-fingerprint", "-sha256").split("=")[1]?.replaceAll(":", "").toLowerCase());
  });

  test("on the names, the dates and the issuer", () => {
    expect(facts.dnsNames).toEqual(["blog.example.com", "www.example.com"]);
    expect(facts.notAfter).toBe(new Date(openssl("-enddate").split("=")[1] ?? "").toISOString());
    expect(facts.notBefore).toBe(new Date(openssl("-startdate").split("=")[1] ?? "").toISOString());
    expect(facts.issuer).toBe("CN=blog.example.com");
  });
});

test.each(["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])("%p is refused as no certificate", (text) => {
  expect(() => leafFacts(text)).toThrow(/holds no certificate/);
});
