import { element, octets as octetsOf, sequence } from "../../../../components/certificate/x509/der";
import { decrypt, iterationsOf, pkcs12Key } from "../../../../components/certificate/x509/pbe";
import { encryptedKey, integer, octets } from "../../../support/der";
import { openssl } from "../../../support/openssl";

describe("the key derivation of PKCS #12", () => {
  // Source: OpenSSL, test/recipes/30-test_evp_data/evpkdf_pkcs12.txt, after Peter Gutmann's vectors.
  test.each([
    ["smeg", "0A58CF64530D823F", 1, 1, "8AAAE6297B6CB04642AB5B077851284EB7128F1A2A7FBCA3"],
    ["smeg", "0A58CF64530D823F", 2, 1, "79993DFE048D3B76"],
    ["smeg", "3D83C0E4546AC140", 3, 1, "8D967D88F6CAA9D714800AB3D48051D63F73A312"],
    ["queeg", "05DEC959ACFF72F7", 1, 1000, "ED2034E36328830FF09DF1E1A07DD357185DAC0D4F9EB3D4"],
    ["queeg", "05DEC959ACFF72F7", 2, 1000, "11DEDAD7758D4860"],
    ["queeg", "263216FCC2FAB31C", 3, 1000, "5EC4C7A80DF652294C3925B6489A7AB857C83476"],
  ] as const)("gives the published key for %s, %s, purpose %d, %d rounds", (password, salt, purpose, iterations, key) => {
    expect(
      pkcs12Key("sha1", password, { salt: octets(salt), iterations, purpose, length: key.length / 2 })
        .toString("hex")
        .toUpperCase(),
    ).toBe(key);
  });

  const lengths = [1, 19, 20, 21, 32, 33, 64, 65, 128, 129, 200];
  const salts = ["00", "ff".repeat(8), "a5".repeat(64), "5a".repeat(65), "c3".repeat(129)];
  test.each(["sha1", "sha256", "sha384", "sha512"])("is that of openssl for any length and salt, with %s", (digest) => {
    const password = "pässwörd".repeat(9);
    const hexpass = Buffer.from(`${password}\0`, "utf16le").swap16().toString("hex");
    const parameters = [...lengths.map((length) => ({ salt: "0102030405060708", length })), ...salts.map((salt) => ({ salt, length: 150 }))];
    for (const { salt, length } of parameters) {
      const told = openssl({}, [
        "kdf",
        "-keylen",
        String(length),
        "-kdfopt",
        `digest:${digest}`,
        "-kdfopt",
        `hexpass:${hexpass}`,
        "-kdfopt",
        `hexsalt:${salt}`,
        "-kdfopt",
        "iter:3",
        "-kdfopt",
        "id:1",
        "-binary",
        "PKCS12KDF",
      ]);
      expect({ salt, length, key: pkcs12Key(digest, password, { salt: octets(salt), iterations: 3, purpose: 1, length }).toString("hex") }).toEqual({
        salt,
        length,
        key: told.toString("hex"),
      });
    }
  });
});

describe("the rounds of a derivation", () => {
  test.each([1, 2, 2048, 5_000_000])("may be %d", (count) => {
    expect(iterationsOf(element(integer(count)))).toBe(count);
  });

  test.each([0, 5_000_001, 2 ** 31])("may not be %d", (count) => {
    expect(() => iterationsOf(element(integer(count)))).toThrow(
      `must be derived from its password in 1 to 5000000 rounds: current value is ${count}. Write it anew: openssl pkcs12 -in OLD -legacy`,
    );
  });
});

describe("PBES2", () => {
  const key = openssl({}, ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-outform", "DER"]);
  const plain = openssl({ key }, ["pkcs8", "-topk8", "-nocrypt", "-inform", "DER", "-outform", "DER", "-in", "key"]);
  const open = (args: readonly string[], password: string): Buffer => {
    const file = openssl({ key }, ["pkcs8", "-topk8", "-inform", "DER", "-outform", "DER", "-in", "key", "-passout", "pass:pässword", ...args]);
    const [algorithm, encrypted] = sequence(element(file));
    return decrypt(algorithm, octetsOf(encrypted), password);
  };

  test.each([
    [["-v2", "aes-128-cbc"]],
    [["-v2", "aes-192-cbc"]],
    [["-v2", "aes-256-cbc"]],
    [["-v2", "des3"]],
    [["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA1"]],
    [["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256"]],
    [["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA384"]],
    [["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512"]],
    [["-v2", "aes-128-cbc", "-iter", "1"]],
    [["-v1", "PBE-SHA1-3DES"]],
  ])("and its forerunner are opened as openssl writes them: %j", (args) => {
    expect(open(args, "pässword").equals(plain)).toBe(true);
  });

  test("of another password is refused, and says so", () => {
    // Fixed content: of a new key each time, one in 256 would end in valid padding with the other password too.
    const content = Buffer.from("no key at all");
    const [algorithm, encrypted] = sequence(element(encryptedKey(content, "pässword")));
    expect(decrypt(algorithm, octetsOf(encrypted), "pässword").equals(content)).toBe(true);
    expect(() => decrypt(algorithm, octetsOf(encrypted), "other")).toThrow("is encrypted with another password than the given one. Correct the password");
  });

  test.each([
    [["-v2", "camellia-128-cbc"], "is encrypted by an algorithm that is not known"],
    [["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA224"], "is encrypted by an algorithm that is not known"],
    [["-scrypt"], "is encrypted by an algorithm that is not known"],
    [["-v1", "PBE-SHA1-2DES"], "is encrypted by an algorithm that is too weak or not known (1.2.840.113549.1.12.1.4)"],
  ])("is refused where it is not known: %j", (args, reason) => {
    expect(() => open(args, "pässword")).toThrow(`${reason}. Write it anew: openssl pkcs12`);
  });
});
