import type * as pulumi from "@pulumi/pulumi";
import { ConfigurationError, type Fault } from "../shared/fault";
import type { Access } from "../host/common/access.component";
import { CertbotCertificate } from "./certbot/certbot-certificate.component";
import type { CertificateSecrets, CertificateSource, LetsEncryptSource, Material } from "./certificate";
import type { CertificateOutputs } from "./common/certificate-outputs.component";
import { readMaterial } from "./common/execution/material";
import { AcmeAccount } from "./acme/acme-account.component";
import { LetsEncryptCertificate } from "./acme/lets-encrypt-certificate.component";
import { OriginCaCertificate } from "./origin-ca/origin-ca-certificate.component";
import { ProvidedCertificate } from "./provided/provided-certificate.component";
import { SelfSignedCertificate } from "./self-signed/self-signed-certificate.component";

/** What a certificate is for. */
export interface CertificateContext {
  /** The host name that is served. */
  readonly domain: string;
  /**
   * More names that it is for, where the source's settings do not say which.
   * @default none
   */
  readonly names?: readonly string[];
  /** What the source's settings are called in error messages. */
  readonly path: string;
  readonly certificateSecrets?: pulumi.Input<CertificateSecrets>;
  /** The host that serves it, made when it is asked for. */
  readonly host: () => CertificateHost;
}

/** A host that a certificate can be obtained on. */
export interface CertificateHost {
  readonly access: Access;
  /** What leads a CA's requests to the host; asked for when the program has made it. */
  readonly reachable: () => pulumi.Input<pulumi.Resource[]>;
}

/** The certificate of a site, by its source. */
export function certificateFor(name: string, source: CertificateSource, context: CertificateContext, opts: pulumi.ComponentResourceOptions): CertificateOutputs {
  const { domain, path, certificateSecrets, host } = context;
  const names = [domain, ...(context.names ?? [])] as const;
  switch (source.source) {
    case "self-signed":
      return new SelfSignedCertificate(name, { ...settingsOf(source), dnsNames: names }, opts);
    case "origin-ca": {
      const [first = domain, ...others] = source.hostnames ?? names;
      return new OriginCaCertificate(name, { ...settingsOf(source), hostnames: [first, ...others], path }, opts);
    }
    case "lets-encrypt":
      return letsEncrypt(name, source, names, path, opts);
    case "certbot": {
      return new CertbotCertificate(name, { ...settingsOf(source), ...host(), names: source.names ?? names, domain, path, ...(certificateSecrets && { certificateSecrets }) }, opts);
    }
    case "provided":
      return new ProvidedCertificate(name, { ...settingsOf(source), names, path, ...(certificateSecrets && { certificateSecrets }) }, opts);
    default:
      return unknownSource(source);
  }
}

type SettingsOf<Source> = Source extends unknown ? Omit<Source, "source"> : never;

/** What a source's component is told. */
function settingsOf<Source extends CertificateSource>(source: Source): SettingsOf<Source> {
  return Object.fromEntries(Object.entries(source).filter(([key]) => key !== "source")) as SettingsOf<Source>;
}

/** One account and one certificate; programs that share an account make the two themselves. */
function letsEncrypt(name: string, settings: LetsEncryptSource, own: readonly [string, ...string[]], path: string, opts: pulumi.ComponentResourceOptions): LetsEncryptCertificate {
  const { email, directory, names, profile, keyType, resolver, revokeOnDelete } = settings;
  const { root, accountKey, certificate, privateKey } = filesOf(settings, path);
  const account = new AcmeAccount(name, { ...(email !== undefined && { email }), ...(directory !== undefined && { directory }), ...(root !== undefined && { root }), ...(accountKey !== undefined && { privateKey: accountKey }) }, opts);
  const [first = own[0], ...others] = names ?? own;
  return new LetsEncryptCertificate(
    name,
    {
      account,
      names: [first, ...others],
      solver: { challenge: "dns-01", provider: "cloudflare" },
      ...(profile !== undefined && { profile }),
      ...(keyType !== undefined && { keyType }),
      ...(resolver !== undefined && { resolver }),
      ...(revokeOnDelete !== undefined && { revokeOnDelete }),
      ...(certificate !== undefined && privateKey !== undefined && { adopt: { certificate, privateKey } }),
    },
    opts,
  );
}

/** What is in the files that the settings name. Throws `ConfigurationError` with every one that cannot be read. */
function filesOf({ root, accountKey, adopt }: LetsEncryptSource, path: string): { readonly [Key in "root" | "accountKey" | "certificate" | "privateKey"]: string | undefined } {
  const read = (material: Material | undefined, name: string) => (material === undefined ? undefined : readMaterial(material, `${path}.${name}`));
  const found = { root: read(root, "root"), accountKey: read(accountKey, "accountKey"), certificate: read(adopt?.certificate, "adopt.certificate"), privateKey: read(adopt?.privateKey, "adopt.privateKey") };
  const faults = Object.values(found).filter((text) => typeof text === "object");
  if (faults.length > 0) throw new ConfigurationError(faults);
  const text = (value: string | Fault | undefined) => (typeof value === "string" ? value : undefined);
  return { root: text(found.root), accountKey: text(found.accountKey), certificate: text(found.certificate), privateKey: text(found.privateKey) };
}

function unknownSource(source: never): never {
  throw new Error(`Cannot make a certificate as its source must be a known one: current value is ${JSON.stringify(source)}`);
}
