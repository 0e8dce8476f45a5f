import * as pulumi from "@pulumi/pulumi";
import { AcmeAccount, LetsEncryptCertificate } from "../../components";
import { mockPulumi, privateKey, registered, valueOf } from "../support/mocks";

beforeEach(mockPulumi);

const solver = { challenge: "dns-01", provider: "cloudflare" } as const;
const inputsOf = (kind: string): Record<string, unknown> | undefined => registered.find(({ type }) => type.endsWith(`:${kind}`))?.inputs;

it("an account is Let's Encrypt's, with a key of its own, unless another is named", async () => {
  const account = new AcmeAccount("ca", { email: "me@example.com" });
  expect(await valueOf(account.url)).toBe("https://ca.example/account/1");
  expect(inputsOf("AcmeRegistration")).toMatchObject({
    directory: "https://acme-v02.api.letsencrypt.org/directory",
    contact: ["mailto:me@example.com"],
    shared: false,
  });
  expect(registered.find(({ type }) => type === "tls:index/privateKey:PrivateKey")?.inputs).toMatchObject({ algorithm: "ECDSA", ecdsaCurve: "P256" });
});

it("an account whose key is given is shared", async () => {
  await valueOf(new AcmeAccount("ca", { privateKey }).url);
  expect(inputsOf("AcmeRegistration")).toMatchObject({ shared: true });
  expect(registered.some(({ type }) => type === "tls:index/privateKey:PrivateKey")).toBe(false);
});

it("a certificate's names are what the CA will know, and its key is secret", async () => {
  const certificate = new LetsEncryptCertificate("blog", { account: new AcmeAccount("ca", {}), names: ["Bücher.example.com.", "*.example.org"], solver });
  await valueOf(certificate.leaf);
  expect(inputsOf("AcmeCertificate")).toMatchObject({
    names: ["xn--bcher-kva.example.com", "*.example.org"],
    keyType: "ecdsa-p256",
    solver: { kind: "cloudflare" },
    revokeOnDelete: false,
  });
  expect(await pulumi.isSecret(certificate.privateKey)).toBe(true);
  expect(certificate.trust).toBe("public");
});

it("a certificate that is left out, as its account failed and the run went on, is unknown, and adds no error to the account's", async () => {
  await mockPulumi({ "tlsup:index:AcmeCertificate": () => undefined });
  const { leaf, facts, renewAt, privateKey: key } = new LetsEncryptCertificate("blog", { account: new AcmeAccount("ca", {}), names: ["example.org"], solver });
  const known = [leaf, facts, renewAt, key].map((output) => (output as unknown as { readonly isKnown: Promise<boolean> }).isKnown);
  expect(await Promise.all(known)).toEqual([false, false, false, false]);
  expect(await pulumi.isSecret(key)).toBe(true);
});

it("a private CA's root makes reserved names possible, and nobody else trusts it", async () => {
  const account = new AcmeAccount("ca", { directory: "https://ca.internal/dir", root: "-----BEGIN CERTIFICATE-----" });
  const certificate = new LetsEncryptCertificate("blog", { account, names: ["blog.internal"], solver });
  await valueOf(certificate.leaf);
  expect(certificate.trust).toBe("private");
});

it("names that the CA would refuse are refused before a certificate is asked for, all at once", async () => {
  const account = new AcmeAccount("ca", {});
  await valueOf(account.url);
  expect(() => new LetsEncryptCertificate("blog", { account, names: ["blog.internal", "*.co.uk"], solver })).toThrow(
    /blog\.names\.0: must be a public name[\s\S]*blog\.names\.1: must not be a wildcard/,
  );
  expect(inputsOf("AcmeCertificate")).toBeUndefined();
});

it.each([
  ["a directory without TLS", { directory: "http://ca.example/dir" }, "ca.directory: must be the URL of an ACME directory over https"],
  ["two e-mail addresses", { email: "a@example.com,b@example.com" }, "ca.email: must be one e-mail address"],
])("%s: refused before anything is made", (_what, args, message) => expect(() => new AcmeAccount("ca", args)).toThrow(message));
