import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { ConfigurationError, type Fault } from "../../../shared/fault";
import { readBundle, type Bundle } from "../../x509/bundle";
import { parsePem, pem } from "../../x509/pem";
import type { BundlePart } from "../../x509/bundle-content";
import type { CertificateSecrets } from "../../common/settings";
import type { ProvidedMaterial } from "../settings";
import type { Authority } from "../../x509/chain-faults";
import { readFile } from "../../../shared/execution/given-file";
import { readMaterial } from "../../common/execution/material";

/** The path of the secret key; it is not part of the source's settings. */
const secretKey = "certificateSecrets.privateKey";

/**
 * Reads the certificate from the settings below `path` and the secrets, and checks it for `names` at the time `now`.
 * Throws `ConfigurationError` with everything that is wrong.
 */
export function providedBundle(material: ProvidedMaterial, secrets: CertificateSecrets, names: readonly string[], now: Date, path: string): Bundle {
  const inputs = [...partsOf(material, path), ...(secrets.privateKey === undefined ? [] : [{ path: secretKey, content: { pem: secrets.privateKey } }])];
  const authority = authorityOf(material, `${path}.root`);
  const faults = [...inputs, authority].filter(isFault);
  if (faults.length > 0 || isFault(authority)) throw new ConfigurationError(faults);
  const paths = { certificate: `${path}.certificate`, privateKey: material.privateKey ? `${path}.privateKey` : secretKey };
  const verdict = readBundle(
    inputs.filter((input): input is BundlePart => !isFault(input)),
    { paths, names, now, authority, passphrase: secrets.passphrase },
  );
  if (!verdict.bundle) throw new ConfigurationError(verdict.faults);
  return verdict.bundle;
}

function partsOf(material: ProvidedMaterial, path: string): (BundlePart | Fault)[] {
  if (material.pkcs12) {
    const pkcs12 = readFile(material.pkcs12, `${path}.pkcs12`);
    return [Buffer.isBuffer(pkcs12) ? { path: `${path}.pkcs12`, content: { pkcs12 } } : pkcs12];
  }
  return (["certificate", "chain", "privateKey"] as const).flatMap((key) => {
    const setting = material[key];
    if (setting === undefined) return [];
    const pem = readMaterial(setting, `${path}.${key}`);
    return [typeof pem === "string" ? { path: `${path}.${key}`, content: { pem } } : pem];
  });
}

function authorityOf({ root }: ProvidedMaterial, path: string): Authority | Fault {
  if (root === undefined) return { kind: "public", roots: publicRoots() };
  const text = readMaterial(root, path);
  return typeof text === "string" ? { kind: "private", root: text, path, trust: "private" } : text;
}

/** The roots that everybody has. In a rehearsal, `TLSUP_PUBLIC_ROOTS` names a PEM file with those that stand in for them. */
function publicRoots(): readonly string[] {
  const file = process.env.TLSUP_PUBLIC_ROOTS;
  if (file === undefined) return rootCertificates;
  return [...rootCertificates, ...parsePem(readFileSync(file, "utf8")).blocks.map(({ label, der }) => pem(label, der))];
}

function isFault(value: BundlePart | Authority | Fault): value is Fault {
  return "problem" in value;
}
