import { createPrivateKey, X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { providedBundle } from "../../../../components/certificate/provided/execution/provided";
import { CertificateDrawer } from "../../../../localcloud/stage/execution/certificates";
import { inDays, make, makeHierarchy, now, type Made } from "../../../support/certificate-maker";

const domain = "blog.example.com";
const pem = (...made: Made[]): string => made.map(({ certificate }) => certificate).join("");
const parsed = (text: string): X509Certificate[] =>
  (text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? []).map((each) => new X509Certificate(each));
const facts = ({ subject, issuer, subjectAltName, validFrom, validTo, ca, serialNumber, publicKey }: X509Certificate): unknown => [
  subject,
  issuer,
  subjectAltName,
  validFrom,
  validTo,
  ca,
  serialNumber,
  publicKey.asymmetricKeyType,
  publicKey.asymmetricKeyDetails,
];

/** What tlsup says of a drawn certificate, as it would of the original: the reasons of its refusal, or undefined. */
async function verdict(certificate: string, root?: string): Promise<string | undefined> {
  const drawn = await new CertificateDrawer().draw(certificate, root);
  if (!drawn) throw new Error("It could not be read");
  try {
    const { certificates, privateKey } = drawn;
    providedBundle({ certificate: certificates, ...(drawn.root !== undefined && { root: drawn.root }) }, { privateKey }, [domain], now, "certificate");
    return undefined;
  } catch (error) {
    return String(error);
  }
}

test("a drawn chain has the names, dates and types of key of the original, and other keys", async () => {
  const { leaf, lower, upper, root } = await makeHierarchy([domain, "www.example.com"], { key: "rsa-2048", notAfter: inDays(20) });
  const drawn = await new CertificateDrawer().draw(pem(leaf, lower, upper), root.certificate);
  const [originals, others] = [parsed(pem(leaf, lower, upper, root)), parsed(`${drawn?.certificates ?? ""}${drawn?.root ?? ""}`)];
  expect(others.map(facts)).toEqual(originals.map(facts));
  expect(others.filter((each, index) => originals[index]?.publicKey.equals(each.publicKey))).toEqual([]);
  expect(others[0]?.checkPrivateKey(createPrivateKey(drawn?.privateKey ?? ""))).toBe(true);
});

test("what is good is good, and what is broken is broken in the same way", async () => {
  const { leaf, lower, upper, root } = await makeHierarchy([domain], { notAfter: inDays(20) });
  expect(await verdict(pem(leaf, lower, upper), root.certificate)).toBeUndefined();
  expect(await verdict(pem(upper, leaf, lower), root.certificate)).toBeUndefined();
  expect(await verdict(pem(leaf, upper), root.certificate)).toContain(`the issuer of CN=${domain} is missing, CN=Lower`);
  expect(await verdict(pem(leaf, lower, upper))).toContain("the issuer of CN=Upper is missing, CN=Root");
  const expired = await make({ subject: "CN=expired", names: [domain], issuer: lower, notBefore: inDays(-2), notAfter: inDays(-1) });
  expect(await verdict(pem(expired, lower, upper), root.certificate)).toContain("CN=expired expired on");
  expect(await verdict(pem(await make({ subject: `CN=${domain}`, names: [domain] })))).toBeUndefined();
});

test("a public root is drawn as well, and an unchanged certificate keeps its drawn key", async () => {
  const [text = ""] = rootCertificates;
  const drawer = new CertificateDrawer();
  const [one, other] = [await drawer.draw(text), await drawer.draw(text)];
  const roots = await drawer.publicRoots();
  expect([one?.privateKey, roots.length]).toEqual([other?.privateKey, 1]);
  const [certificate, root] = [parsed(one?.certificates ?? "")[0], parsed(roots.join(""))[0]];
  expect(root && certificate?.verify(root.publicKey)).toBe(true);
});

test("what is no certificate is left to tlsup's own words", async () => {
  expect(await new CertificateDrawer().draw("no PEM at all")).toBeUndefined();
  expect(await new CertificateDrawer().draw("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")).toBeUndefined();
});
