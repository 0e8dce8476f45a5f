import { accountInputsOf, type AcmeAccountInputs } from "../../../../components/certificate/acme/account-resource";
import { certificateInputsOf, differ, reissueReasons, type LetsEncryptInputs } from "../../../../components/certificate/acme/certificate-resource";

const account: AcmeAccountInputs = { directory: "https://ca.example/dir", contact: ["mailto:me@example.com"], privateKey: "KEY", shared: false };
const certificate: LetsEncryptInputs = {
  directory: "https://ca.example/dir",
  accountUrl: "https://ca.example/acct/1",
  accountKey: "KEY",
  names: ["blog.example.com"],
  keyType: "ecdsa-p256",
  solver: { kind: "cloudflare" },
  revokeOnDelete: false,
};

describe("what an account was made from", () => {
  const all: AcmeAccountInputs = { ...account, root: "ROOT", externalKeyId: "id", externalHmacKey: "hmac" };

  test("is every input, and nothing that it became", () => {
    expect(accountInputsOf({ ...all, url: "https://ca.example/acct/1" } as AcmeAccountInputs)).toStrictEqual(all);
  });

  test("has no place for what was not given", () => {
    expect(
      accountInputsOf({ ...account, root: undefined, externalKeyId: undefined, externalHmacKey: undefined } as unknown as AcmeAccountInputs),
    ).toStrictEqual(account);
  });
});

describe("what a certificate was made from", () => {
  const all: LetsEncryptInputs = { ...certificate, root: "ROOT", profile: "tlsserver", credential: "TOKEN", resolver: "192.0.2.53" };

  test("is every input, and nothing that it became or was taken over from", () => {
    expect(certificateInputsOf({ ...all, leaf: "LEAF", adoptedChain: "CHAIN", adoptedKey: "KEY" } as LetsEncryptInputs)).toStrictEqual(all);
  });

  test("has no place for what was not given", () => {
    expect(
      certificateInputsOf({ ...certificate, root: undefined, profile: undefined, credential: undefined, resolver: undefined } as unknown as LetsEncryptInputs),
    ).toStrictEqual(certificate);
  });

  test.each(Object.keys(all) as (keyof LetsEncryptInputs)[])("differs when %s does", (input) => {
    expect(differ(all, { ...all })).toBe(false);
    expect(differ(all, { ...all, [input]: "another" })).toBe(true);
    expect(differ(all, { ...all, [input]: undefined })).toBe(true);
  });

  test("does not differ by what is taken over once", () => {
    expect(differ(all, { ...all, adoptedChain: "CHAIN", adoptedKey: "KEY" })).toBe(false);
  });

  test("is issued anew for other names, key, profile or CA, and says why", () => {
    expect(reissueReasons(certificate, { ...all, names: ["www.example.com"], keyType: "rsa-2048", directory: "https://other.example/dir" })).toEqual([
      "www.example.com added",
      "blog.example.com removed",
      "key type rsa-2048 instead of ecdsa-p256",
      "profile tlsserver instead of the CA's default",
      "CA https://other.example/dir instead of https://ca.example/dir",
    ]);
    expect(reissueReasons(all, { ...certificate, accountUrl: "https://ca.example/acct/2", revokeOnDelete: true })).toEqual([
      "profile the CA's default instead of tlsserver",
    ]);
  });
});
