import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { leafFacts } from "../../x509/bundle";
import type { LetsEncryptInputs } from "../certificate-resource";
import { accountKey } from "./account";
import { conversation } from "./conversation";

/** What an import gives for an existing certificate: how it would be ordered, and its key. */
export type ExistingCertificate = Pick<LetsEncryptInputs, "directory" | "accountUrl" | "accountKey" | "solver" | "adoptedKey"> & Partial<LetsEncryptInputs>;

/** The inputs that take over the certificate in a file, or at a URL of the CA. If not given, names and key type come from the certificate. */
export async function inputsOfExisting(id: string, given: ExistingCertificate): Promise<LetsEncryptInputs> {
  const adoptedChain = /^https?:\/\//.test(id) ? await download(id, given) : await textOf(id);
  const { dnsNames } = leafFacts(adoptedChain);
  const isRsa = new X509Certificate(adoptedChain).publicKey.asymmetricKeyType === "rsa";
  return { revokeOnDelete: false, names: dnsNames, keyType: isRsa ? "rsa-2048" : "ecdsa-p256", ...given, adoptedChain };
}

/** Downloads a certificate again with the account that ordered it. Source: RFC 8555, section 7.4.2. */
function download(url: string, given: ExistingCertificate): Promise<string> {
  const signer = { key: accountKey(given.accountKey), account: given.accountUrl };
  return conversation(given, async ({ transport }) => (await transport.post(signer, url, undefined, { action: "download the certificate" })).body);
}

async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw new Error(`Cannot import the certificate ${path} as its id must be the path of a PEM file that can be read, or the certificate's URL at the CA`, {
      cause,
    });
  });
}
