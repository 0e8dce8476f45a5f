import { isIssuedBy, readCertificate, type Certificate } from "../../../../components/certificate/x509/x509";
import { make, type Made } from "../../../support/certificate-maker";
import { der, octets } from "../../../support/der";
import { openssl } from "../../../support/openssl";

const read = ({ parsed }: Made): Certificate => readCertificate(Buffer.from(parsed.rawData));

/** A certificate that openssl signs itself, with these extensions and no others. */
function selfSigned(
  extensions: string,
  args: readonly string[] = [],
  key: readonly string[] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
): Certificate {
  const conf = `[req]\ndistinguished_name=dn\nx509_extensions=ext\n[dn]\n[ext]\n${extensions}\n`;
  return readCertificate(
    openssl({ conf }, ["req", "-x509", "-config", "conf", ...key, "-nodes", "-keyout", "key", "-subj", "/CN=x", "-outform", "DER", ...args]),
  );
}

describe("whether it is an authority", () => {
  test.each([
    ["", false, undefined],
    ["basicConstraints=CA:FALSE", false, undefined],
    ["basicConstraints=critical,CA:TRUE", true, undefined],
    ["basicConstraints=CA:TRUE,pathlen:0", true, 0],
    ["basicConstraints=CA:TRUE,pathlen:3", true, 3],
    ["2.5.29.19=DER:3000", false, undefined],
    ["2.5.29.19=DER:30030101FF", true, undefined],
    ["2.5.29.19=DER:3003010100", false, undefined],
  ])("%j: %s, with the path length %s", (extensions, isAuthority, maxPathLength) => {
    const { isAuthority: found, maxPathLength: length } = selfSigned(extensions);
    expect([found, length]).toEqual([isAuthority, maxPathLength]);
  });

  // openssl writes none, and some authorities of old have one: RFC 5280 lets a reader decide.
  test("a path length without the word that it is one makes it none", () => {
    const { isAuthority, maxPathLength } = selfSigned("2.5.29.19=DER:3003020105");
    expect([isAuthority, maxPathLength]).toEqual([false, 5]);
  });
});

describe("its key usage", () => {
  // RFC 5280, section 4.2.1.3.
  const bits = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
  ];

  test.each(bits.map((name, index) => [name, index] as const))("%s is bit %d", (name, index) => {
    const { keyUsage } = selfSigned(`keyUsage=${name}`);
    expect(bits.map((_, bit) => keyUsage?.[bit] ?? false)).toEqual(bits.map((_, bit) => bit === index));
  });

  test("is absent where it limits nothing, as are the other limits", () => {
    const { keyUsage, extendedKeyUsage, nameConstraints, unknownCritical, dnsNames, addresses } = selfSigned("");
    expect([keyUsage, extendedKeyUsage, nameConstraints, unknownCritical, dnsNames, addresses]).toEqual([undefined, undefined, undefined, [], [], []]);
  });
});

describe("its signature is strong", () => {
  const rsa = ["-newkey", "rsa:2048"];
  const pss = ["-sigopt", "rsa_padding_mode:pss"];

  test.each<[string, readonly string[], readonly string[], boolean]>([
    ["RSA with SHA-1", rsa, ["-sha1"], false],
    ["RSA with SHA-224", rsa, ["-sha224"], true],
    ["RSA with SHA-256", rsa, ["-sha256"], true],
    ["RSA with SHA-384", rsa, ["-sha384"], true],
    ["RSA with SHA-512", rsa, ["-sha512"], true],
    ["RSA-PSS with SHA-1, which it does not say", rsa, ["-sha1", ...pss], false],
    ["RSA-PSS with SHA-256", rsa, ["-sha256", ...pss], true],
    ["RSA-PSS with SHA-384", rsa, ["-sha384", ...pss], true],
    ["RSA-PSS with SHA-512", rsa, ["-sha512", ...pss], true],
    ["ECDSA with SHA-1", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], ["-sha1"], false],
    ["ECDSA with SHA-256", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], ["-sha256"], true],
    ["ECDSA with SHA-512", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-521"], ["-sha512"], true],
    ["Ed25519", ["-newkey", "ed25519"], [], true],
    ["Ed448", ["-newkey", "ed448"], [], true],
  ])("%s", (_what, key, args, expected) => {
    expect(selfSigned("", args, key).hasStrongSignature).toBe(expected);
  });
});

describe("its extensions", () => {
  test("that are critical and unknown are named, and no others", () => {
    const known =
      "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,serverAuth\nbasicConstraints=critical,CA:FALSE\n" +
      "subjectAltName=critical,DNS:a.example.com\ncertificatePolicies=critical,1.2.3.4\n";
    expect(selfSigned(`${known}1.2.3.4.5=DER:0500\n1.2.3.4.6=critical,DER:0500\n1.2.3.4.7=critical,DER:0500`).unknownCritical).toEqual([
      "1.2.3.4.6",
      "1.2.3.4.7",
    ]);
  });

  test("name hosts and addresses, and nothing else", () => {
    const { dnsNames, addresses } = selfSigned(
      "subjectAltName=email:a@example.com,DNS:a.example.com,IP:198.51.100.7,URI:https://b.example.com,DNS:c.example.com,IP:2001:db8::1",
    );
    expect([dnsNames, addresses]).toEqual([
      ["a.example.com", "c.example.com"],
      ["198.51.100.7", "2001:db8::1"],
    ]);
  });

  test("say what its key is for, and which names it may certify", () => {
    expect(selfSigned("extendedKeyUsage=serverAuth,clientAuth,1.2.3.4").extendedKeyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.2.3.4"]);
    // permittedSubtrees with one DNS name.
    expect(
      selfSigned("nameConstraints=permitted;DNS:example.com").nameConstraints?.equals(der(0x30, der(0xa0, der(0x30, der(0x82, Buffer.from("example.com")))))),
    ).toBe(true);
  });
});

describe("whether it signed itself", () => {
  test("is a matter of name and signature, both", async () => {
    const root = await make({ subject: "CN=Root", isAuthority: true });
    const namesake = await make({ subject: "CN=Root", issuer: root, isAuthority: true });
    const sameKey = await make({ subject: "CN=Other", issuer: root, key: root.keys });
    expect([root, namesake, sameKey].map((made) => read(made).isSelfSigned)).toEqual([true, false, false]);
  });

  test("or another did is a matter of the same two", async () => {
    const root = await make({ subject: "CN=Root", isAuthority: true });
    const impostor = await make({ subject: "CN=Root", isAuthority: true });
    const { x509 } = read(await make({ subject: "CN=leaf", issuer: root }));
    expect([isIssuedBy(x509, read(root).x509), isIssuedBy(x509, read(impostor).x509)]).toEqual([true, false]);
  });
});

test("nothing may follow a certificate in its block", async () => {
  const { parsed } = await make({ subject: "CN=x" });
  expect(() => readCertificate(Buffer.concat([Buffer.from(parsed.rawData), octets("00")]))).toThrow(
    "nothing may follow it: there is more content in its block",
  );
});
