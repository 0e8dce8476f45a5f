import * as pulumi from "@pulumi/pulumi";
import { checkedArgs, pathOf } from "../../shared/checked-args.component";
import { componentsIn, onceMade } from "../../shared/depends-on.component";
import { refuse } from "../../shared/fault";
import { whenKnown, type Inputs } from "../../shared/inputs.component";
import { destinationOf, onMachine, type Access } from "../../host/common/access.component";
import { leafFacts } from "../x509/bundle";
import type { CertificateSecrets, Material } from "../common/settings";
import type { LeafFacts, Trust } from "../x509/facts";
import type { CertificateOutputs } from "../common/certificate-outputs.component";
import { alarmsOf } from "../alarm/alarms.component";
import { textOf } from "../common/execution/material";
import { letsEncryptDirectory } from "../acme/account-config";
import { normaliseNames } from "../acme/names";
import { CertbotHost } from "./certbot-host.resource";
import { CertbotCertificateResource } from "./certbot-certificate.resource";
import { lineageFolder } from "./lineage";
import { certbotRules, tokenFaults } from "./schema";
import type { CertbotSettings } from "./settings";
import { settingsOf, type CertificateMaker } from "../common/certificate-maker.component";
import type { CertbotSource } from "./settings";

/**
 * The arguments of {@link CertbotCertificate}, besides certbot's settings.
 *
 * @example
 * ```ts
 * import { CertbotCertificate, Vps } from "tlsup";
 * const vps = new Vps("blog", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } });
 * export const certificate = new CertbotCertificate("blog", { domain: "blog.example.com", access: vps.access, challenge: "http-01", email: "me@example.com" });
 * ```
 */
export interface CertbotCertificateOptions {
  /** The host name to serve; it is also the name of certbot's lineage. */
  readonly domain: pulumi.Input<string>;
  /** How to reach the host that certbot runs on. */
  readonly access: Inputs<Access>;
  /**
   * Cloudflare's token for dns-01, and the addresses for alarms.
   * @default none
   */
  readonly certificateSecrets?: Inputs<CertificateSecrets>;
  /**
   * What the settings are called in error messages.
   * @default the resource's name
   */
  readonly path?: string;
}

/** The arguments of {@link CertbotCertificate}. */
export type CertbotCertificateArgs = CertbotCertificateOptions & Inputs<CertbotSettings>;

/**
 * A certificate that certbot obtains and renews on the host, which puts it in force as a push does; the next refresh reads it back. A machine that replaces
 * another takes over certbot's files. With http-01, `dependsOn` names what leads the CA to the host, e.g. `reachable` of a `ProxiedRecord` whose
 * `precedesOrigin` is this certificate's `reachedFirst`.
 */
export class CertbotCertificate extends pulumi.ComponentResource implements CertificateOutputs {
  readonly privateKey: pulumi.Output<string>;
  readonly leaf: pulumi.Output<string>;
  readonly chain: pulumi.Output<string>;
  readonly fullChain: pulumi.Output<string>;
  readonly facts: pulumi.Output<LeafFacts>;
  readonly trust: Trust;
  readonly lineage: pulumi.Output<string>;
  readonly reachedFirst: pulumi.Output<boolean>;

  /** Throws `ConfigurationError` with everything in `args` that is wrong or that the CA or certbot would refuse, before anything is created. */
  constructor(name: string, args: CertbotCertificateArgs, { dependsOn, ...opts }: pulumi.ComponentResourceOptions = {}) {
    const path = pathOf(args, name);
    const {
      domain,
      access,
      challenge,
      names,
      directory = letsEncryptDirectory,
      keyType = "ecdsa-p256",
      root: given,
      email,
      revokeOnDelete = false,
      certificateSecrets = {},
      apiUrl,
      alarm,
    } = checkedArgs<CertbotCertificateArgs>(certbotRules, args, path);
    const root = given === undefined ? undefined : whenKnown(given, (known: Material) => textOf(known, `${path}.root`));
    super("tlsup:index:CertbotCertificate", name, {}, opts);
    const kept = {
      ...destinationOf(access),
      challenge,
      site: domain,
      names:
        names === undefined
          ? whenKnown(domain, (known: string) => normaliseNames([known]))
          : whenKnown(names, (known: readonly string[]) => normaliseNames(known)),
      directory,
      keyType,
    };
    const { hasLineage } = new CertbotHost(name, kept, { parent: this });
    this.reachedFirst = hasLineage.apply((has) => challenge === "http-01" && !has);
    const resource = new CertbotCertificateResource(
      name,
      {
        ...kept,
        site: onceMade(dependsOn, domain),
        revokeOnDelete,
        ...(email !== undefined && { email }),
        ...(root !== undefined && { root }),
        ...(challenge === "dns-01" && { apiToken: pulumi.secret(pulumi.output(certificateSecrets).apply(tokenIn)) }),
        ...(apiUrl !== undefined && { apiUrl }),
        ...alarmsOf(alarm, certificateSecrets),
      },
      { parent: this, ...onMachine(access, opts), dependsOn: componentsIn(dependsOn) },
    );
    this.privateKey = pulumi.secret(resource.lineageKey);
    this.leaf = resource.leaf;
    this.chain = resource.chain;
    this.fullChain = resource.fullChain;
    this.facts = resource.leaf.apply(leafFacts);
    this.trust = root === undefined ? "public" : "private";
    // Known once the certificate exists, so that releases that use it wait for it.
    this.lineage = pulumi.all([resource.id, domain]).apply(([, site]) => lineageFolder(site));
    this.registerOutputs({ leaf: this.leaf, facts: this.facts, lineage: this.lineage });
  }
}

function tokenIn(secrets: CertificateSecrets): string {
  refuse(tokenFaults("dns-01", secrets));
  return secrets.cloudflareToken ?? "";
}

/** The registry entry of the source. */
export const certbot = {
  source: "certbot",
  onHost: true,
  make: (name, source, { names, domain, access, path, certificateSecrets }, opts) => {
    const secrets = certificateSecrets && { certificateSecrets };
    return new CertbotCertificate(name, { ...settingsOf(source), domain, access, path, ...secrets, names: source.names ?? names }, opts);
  },
} as const satisfies CertificateMaker<CertbotSource>;
