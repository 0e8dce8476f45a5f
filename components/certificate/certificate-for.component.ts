import type * as pulumi from "@pulumi/pulumi";
import { ConfigurationError, type Fault } from "../shared/fault";
import { then, whenKnown, type Eventual, type Inputs } from "../shared/inputs.component";
import type { Access } from "../host/common/access.component";
import { CertbotCertificate } from "./certbot/certbot-certificate.component";
import type { CertbotSource } from "./certbot/settings";
import type { CertificateSource } from "./sources";
import type { CertificateSecrets, Material } from "./common/settings";
import type { LetsEncryptSource } from "./acme/settings";
import type { CertificateOutputs } from "./common/certificate-outputs.component";
import { readMaterial } from "./common/execution/material";
import { AcmeAccount } from "./acme/acme-account.component";
import { LetsEncryptCertificate } from "./acme/lets-encrypt-certificate.component";
import { OriginCaCertificate } from "./origin-ca/origin-ca-certificate.component";
import { ProvidedCertificate } from "./provided/provided-certificate.component";
import { SelfSignedCertificate } from "./self-signed/self-signed-certificate.component";

/** What a certificate is for. */
export interface CertificateContext {
  /** The host name that is served, and more names that the certificate is for where the source's settings do not say which. */
  readonly names: Inputs<readonly string[]>;
  /** What the source's settings are called in error messages. */
  readonly path: string;
  readonly certificateSecrets?: Inputs<CertificateSecrets>;
}

/** What a certificate is for that is obtained on the host which serves it. */
export interface HostCertificateContext extends CertificateContext {
  readonly domain: pulumi.Input<string>;
  readonly access: Inputs<Access>;
}

/** Sources that need no host. */
type HostlessSource = Exclude<CertificateSource, CertbotSource>;

/** The certificate of a site, by its source. */
export function certificateFor(
  name: string,
  source: Inputs<HostlessSource>,
  { names, path, certificateSecrets }: CertificateContext,
  opts: pulumi.ComponentResourceOptions,
): CertificateOutputs {
  switch (source.source) {
    case "self-signed":
      return new SelfSignedCertificate(name, { ...settingsOf(source), dnsNames: names }, opts);
    case "origin-ca":
      return new OriginCaCertificate(name, { ...settingsOf(source), hostnames: source.hostnames ?? names, path }, opts);
    case "lets-encrypt":
      return letsEncrypt(name, source, names, path, opts);
    case "provided":
      return new ProvidedCertificate(name, { ...settingsOf(source), names, path, ...(certificateSecrets && { certificateSecrets }) }, opts);
    default:
      return unknownSource(source);
  }
}

/** The certificate of a site that is obtained on its host, by its source. */
export function hostCertificateFor(
  name: string,
  source: Inputs<CertificateSource>,
  { names, ...context }: HostCertificateContext,
  opts: pulumi.ComponentResourceOptions,
): CertificateOutputs {
  if (source.source !== "certbot")
    throw new Error(`Cannot obtain the certificate of ${name} on its host as only certbot does so: its source is ${source.source}`);
  return new CertbotCertificate(name, { ...settingsOf(source), ...context, names: source.names ?? names }, opts);
}

type SettingsOf<Source> = Source extends unknown ? Omit<Source, "source"> : never;

/** What a source's component is told. */
function settingsOf<Source extends { readonly source: string }>(source: Source): SettingsOf<Source> {
  return Object.fromEntries(Object.entries(source).filter(([key]) => key !== "source")) as SettingsOf<Source>;
}

/** One account and one certificate; programs that share an account make the two themselves. */
function letsEncrypt(
  name: string,
  source: Inputs<LetsEncryptSource>,
  own: Inputs<readonly string[]>,
  path: string,
  opts: pulumi.ComponentResourceOptions,
): LetsEncryptCertificate {
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
}

type NamedFiles = Pick<LetsEncryptSource, "root" | "accountKey" | "adopt">;
type ReadFiles = { readonly [Key in "root" | "accountKey" | "certificate" | "privateKey"]: string | undefined };

/** What is in the files that the settings name. Throws `ConfigurationError` with every one that cannot be read. */
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

function unknownSource(source: never): never {
  throw new Error(`Cannot make a certificate as its source must be a known one: current value is ${JSON.stringify(source)}`);
}
