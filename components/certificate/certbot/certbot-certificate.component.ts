import * as pulumi from "@pulumi/pulumi";
import { checkedArgs, pathOf } from "../../shared/checked-args.component";
import { ConfigurationError, refuse } from "../../shared/fault";
import { onMachine, type Access } from "../../host/common/access.component";
import { leafFacts } from "../x509/bundle";
import type { CertificateSecrets, LeafFacts, Trust } from "../certificate";
import type { CertificateOutputs } from "../common/certificate-outputs.component";
import { readMaterial } from "../common/execution/material";
import { letsEncryptDirectory } from "../acme/account-config";
import { normaliseNames } from "../acme/names";
import { CertbotHost } from "./certbot-host.resource";
import { CertbotCertificateResource } from "./certbot-certificate.resource";
import { lineageFolder } from "./lineage";
import { certbotRules, tokenFaults } from "./schema";
import type { CertbotSettings } from "./settings";

/**
 * The arguments of {@link CertbotCertificate}, beside certbot's settings.
 *
 * @example
 * ```ts
 * import { CertbotCertificate, Vps } from "tlsup";
 * const vps = new Vps("blog", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } });
 * const certificate = new CertbotCertificate("blog", { domain: "blog.example.com", access: vps.access, challenge: "http-01", email: "me@example.com" });
 * export const expires = certificate.facts.notAfter;
 * ```
 */
export interface CertbotCertificateOptions {
  /** The host name that is served; certbot's lineage is called after it. */
  readonly domain: string;
  /** How to reach the host that certbot runs on. */
  readonly access: Access;
  /**
   * With http-01: what leads the CA's requests to the host, e.g. `reachable` of a `ProxiedRecord` whose `precedesOrigin` is this certificate's `reachedFirst`. It is asked
   * for when the program has made it, and waited for where the certificate is not there yet.
   * @default nothing: the names lead to the host
   */
  readonly reachable?: () => pulumi.Input<pulumi.Resource[]>;
  /**
   * Cloudflare's token for dns-01: it needs the permissions "Zone: Zone: Read" and "Zone: DNS: Edit", and stays on the host.
   * @default none, which http-01 needs
   */
  readonly certificateSecrets?: pulumi.Input<CertificateSecrets>;
  /**
   * What the settings are called in error messages.
   * @default the resource's name
   */
  readonly path?: string;
}

/** The arguments of {@link CertbotCertificate}. */
export type CertbotCertificateArgs = CertbotCertificateOptions & CertbotSettings;

/**
 * A certificate that certbot obtains on the host and renews there by its own timer. What it renews is put in force on the host as a push does it: tested,
 * swapped, proven or rolled back. The next refresh reads it back. A machine that replaces another takes certbot's files over from there, so that it serves
 * before the names lead to it.
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

  /** Throws `ConfigurationError` with everything that is wrong with `args`, and that the CA or certbot would refuse, before anything is created. */
  constructor(name: string, args: CertbotCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    const path = pathOf(args, name);
    args = checkedArgs<CertbotCertificateArgs>(certbotRules, args, path);
    const { domain, access, challenge, reachable } = args;
    const root = args.root === undefined ? undefined : readMaterial(args.root, `${path}.root`);
    if (typeof root === "object") throw new ConfigurationError([root]);
    super("tlsup:index:CertbotCertificate", name, {}, opts);
    const { host, port, user, hostKey, machine, deletedWith } = access;
    const kept = {
      host, port, user, hostKey, machine, challenge,
      privateKey: pulumi.secret(access.privateKey),
      site: domain,
      names: normaliseNames(args.names ?? [domain]),
      directory: args.directory ?? letsEncryptDirectory,
      keyType: args.keyType ?? "ecdsa-p256",
    };
    const { hasLineage } = new CertbotHost(name, kept, { parent: this });
    this.reachedFirst = hasLineage.apply((has) => challenge === "http-01" && !has);
    const resource = new CertbotCertificateResource(
      name,
      {
        ...kept,
        revokeOnDelete: args.revokeOnDelete ?? false,
        ...(args.email !== undefined && { email: args.email }),
        ...(root !== undefined && { root }),
        ...(challenge === "dns-01" && { apiToken: pulumi.secret(pulumi.output(args.certificateSecrets ?? {}).apply(tokenIn)) }),
        ...(args.apiUrl !== undefined && { apiUrl: args.apiUrl }),
      },
      { parent: this, ...onMachine(deletedWith, opts), dependsOn: this.reachedFirst.apply((first) => pulumi.output(first && reachable ? reachable() : [])) },
    );
    this.privateKey = pulumi.secret(resource.lineageKey);
    this.leaf = resource.leaf;
    this.chain = resource.chain;
    this.fullChain = resource.fullChain;
    this.facts = resource.leaf.apply(leafFacts);
    this.trust = root === undefined ? "public" : "private";
    // Known once the certificate is there: whoever takes it from there waits for it.
    this.lineage = resource.id.apply(() => lineageFolder(domain));
    this.registerOutputs({ leaf: this.leaf, facts: this.facts, lineage: this.lineage });
  }
}

function tokenIn(secrets: CertificateSecrets): string {
  refuse(tokenFaults("dns-01", secrets));
  return secrets.cloudflareToken ?? "";
}
