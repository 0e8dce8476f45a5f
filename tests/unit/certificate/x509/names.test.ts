import fc from "fast-check";
import { addressOf, asciiName, covers } from "../../../../components/certificate/x509/names";
import { canonicalAddress } from "../../../../components/shared/address";
import { make } from "../../../support/certificate-maker";
import { readCertificate } from "../../../../components/certificate/x509/x509";

const dns = (...dnsNames: string[]) => ({ dnsNames, addresses: [] });

test.each([
  ["BÜCHER.example", "xn--bcher-kva.example"],
  ["*.bücher.example", "*.xn--bcher-kva.example"],
  ["xn--zzzzzz.example", ""],
  ["*.a b", ""],
])("%s is written %j in a certificate", (name, written) => {
  expect(asciiName(name)).toBe(written);
});

describe("covers", () => {
  test.each([
    ["example.com", "example.com", true],
    ["EXAMPLE.com", "example.COM", true],
    ["*.example.com", "www.example.com", true],
    ["*.example.com", "example.com", false],
    ["*.example.com", "a.b.example.com", false],
    ["*.example.com", ".example.com", false],
    ["*.example.com", "*.example.com", true],
    ["w*.example.com", "www.example.com", false],
    ["a.example.com", "www.example.com", false],
    ["*.com", "example.com", false],
    ["*", "localhost", false],
    ["www.*.com", "www.example.com", false],
    ["example.com", "example.com.", false],
    ["xn--bcher-kva.example", "bücher.example", true],
    ["*.example", "bücher.example", false],
    ["*.bücher.example", "www.bücher.example", false],
    ["*.example.com", "bücher.example.com", true],
    ["198.51.100.7", "198.51.100.7", false],
    ["*.51.100.7", "198.51.100.7", false],
  ])("%s for %s: %s", (pattern, wanted, expected) => {
    expect(covers(dns(pattern), wanted)).toBe(expected);
  });

  test("compares addresses by their value, and only with addresses", () => {
    const names = { dnsNames: ["198.51.100.7"], addresses: ["198.51.100.8", "2001:db8::1"] };
    expect(["198.51.100.8", "2001:db8::1", "2001:DB8:0:0:0:0:0:1"].map((wanted) => covers(names, wanted))).toEqual([true, true, true]);
    expect(["198.51.100.7", "198.51.100.08", "2001:db8::2", "::ffff:198.51.100.8"].map((wanted) => covers(names, wanted))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test("agrees with OpenSSL on any names and patterns", async () => {
    const label = fc.constantFrom("a", "www", "example", "com", "xn--bcher-kva", "a-b", "1");
    // A name whose last label is a number is an address or nothing (RFC 1123, section 2.1).
    const host = fc
      .array(label, { minLength: 1, maxLength: 4 })
      .map((labels) => labels.join("."))
      .filter((name) => !/(^|\.)\d+$/.test(name));
    const pattern = fc.oneof(
      host,
      host.map((name) => `*.${name}`),
      host.map((name) => `a*.${name}`),
      host.map((name) => `www.*.${name}`),
    );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(pattern, { minLength: 1, maxLength: 3 }), fc.array(host, { minLength: 5, maxLength: 5 }), async (patterns, wanted) => {
        const certificate = readCertificate(derOf((await make({ subject: "CN=x", names: patterns })).certificate));
        for (const name of wanted) {
          const byOpenssl = certificate.x509.checkHost(name, { subject: "never", partialWildcards: false, wildcards: true }) !== undefined;
          expect({ patterns, name, covered: covers(certificate, name) }).toEqual({ patterns, name, covered: byOpenssl });
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("addresses", () => {
  test("have one form, whatever they were written like", () => {
    fc.assert(fc.property(fc.ipV6(), (address) => canonicalAddress(canonicalAddress(address) ?? "") === canonicalAddress(address)));
    fc.assert(fc.property(fc.ipV4(), (address) => canonicalAddress(address) === address));
  });

  test("are those of a certificate", async () => {
    const addresses = ["198.51.100.7", "2001:db8::1:0:0:7", "::1"];
    expect(readCertificate(derOf((await make({ subject: "CN=x", addresses })).certificate)).addresses).toEqual(addresses);
    expect(addressOf(Buffer.alloc(5))).toBeUndefined();
  });

  test("are nothing else", () => {
    fc.assert(fc.property(fc.domain(), (name) => canonicalAddress(name) === undefined));
    expect(["", ":", "1.2.3", "1.2.3.4.5", "256.1.1.1", "[::1]", "::1%eth0", "fe80::1/64"].map(canonicalAddress)).toEqual(Array(8).fill(undefined));
  });
});

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ""), "base64");
}
