import { ConfigurationError, type Fault } from "../../shared/fault";
import { then, whenKnown, type Eventual } from "../../shared/inputs.component";
import type { CertificateMaker } from "../common/certificate-maker.component";
import { readMaterial } from "../common/execution/material";
import type { Material } from "../common/settings";
import { AcmeAccount } from "./acme-account.component";
import { LetsEncryptCertificate } from "./lets-encrypt-certificate.component";
import type { LetsEncryptSource } from "./settings";

/** The registry entry of the source: makes one account and one certificate. Programs that share an account make both themselves. */
export const letsEncrypt = {
  source: "lets-encrypt",
  renewal: "up",
  onHost: false,
  make: (name, source, { names: own, path }, opts) => {
    const { email, directory, names = own, profile, keyType, resolver, revokeOnDelete, root, accountKey, adopt } = source;
    const files = whenKnown({ ...(root !== undefined && { root }), ...(accountKey && { accountKey }), ...(adopt && { adopt }) }, (known: NamedFiles) =>
      filesOf(known, path),
    );
    const text = (key: keyof ReadFiles): Eventual<string> => then(files, (read) => read[key] ?? "");
    const account = new AcmeAccount(
      name,
      {
        ...(email !== undefined && { email }),
        ...(directory !== undefined && { directory }),
        ...(root !== undefined && { root: text("root") }),
        ...(accountKey && { privateKey: text("accountKey") }),
      },
      opts,
    );
    return new LetsEncryptCertificate(
      name,
      {
        account,
        names,
        solver: { challenge: "dns-01", provider: "cloudflare" },
        ...(profile !== undefined && { profile }),
        ...(keyType !== undefined && { keyType }),
        ...(resolver !== undefined && { resolver }),
        ...(revokeOnDelete !== undefined && { revokeOnDelete }),
        ...(adopt && { adopt: { certificate: text("certificate"), privateKey: text("privateKey") } }),
      },
      opts,
    );
  },
} as const satisfies CertificateMaker<LetsEncryptSource>;

type NamedFiles = Pick<LetsEncryptSource, "root" | "accountKey" | "adopt">;
type ReadFiles = { readonly [Key in "root" | "accountKey" | "certificate" | "privateKey"]: string | undefined };

/** Reads the files that the settings name. Throws `ConfigurationError` with every file that cannot be read. */
function filesOf({ root, accountKey, adopt }: NamedFiles, path: string): ReadFiles {
  const read = (material: Material | undefined, name: string) => (material === undefined ? undefined : readMaterial(material, `${path}.${name}`));
  const found = {
    root: read(root, "root"),
    accountKey: read(accountKey, "accountKey"),
    certificate: read(adopt?.certificate, "adopt.certificate"),
    privateKey: read(adopt?.privateKey, "adopt.privateKey"),
  };
  const faults = Object.values(found).filter((text) => typeof text === "object");
  if (faults.length > 0) throw new ConfigurationError(faults);
  const text = (value: string | Fault | undefined) => (typeof value === "string" ? value : undefined);
  return { root: text(found.root), accountKey: text(found.accountKey), certificate: text(found.certificate), privateKey: text(found.privateKey) };
}
