import * as pulumi from "@pulumi/pulumi";
import { ConfigurationError } from "../../shared/fault";
import type { Access } from "../../vps/vps.component";
import { leafFacts } from "../bundle";
import type { CertificateSecrets, LeafFacts } from "../certificate";
import type { CertificateOutputs } from "../certificate-outputs.component";
import { readMaterial } from "../execution/material";
import { letsEncryptDirectory } from "../lets-encrypt/account-config";
import { normaliseNames } from "../lets-encrypt/names";
import { CertbotCertificateResource } from "./certbot-certificate.resource";
import { lineageFolder } from "./lineage";
import { certbotFaults, tokenFaults } from "./schema";
import type { CertbotSettings } from "./settings";

/**
 * The arguments of {@link CertbotCertificate}, beside certbot's settings.
 *
 * @example
 * ```ts
 * import { CertbotCertificate, Vps } from "tlsup";
 * const vps = new Vps("blog", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } });
 * const certificate = new CertbotCertificate("blog", { domain: "blog.example.com", access: vps.access, challenge: "http-01", email: "me@example.com" }, { deletedWith: vps.machine });
 * export const expires = certificate.facts.notAfter;
 * ```
 */
export interface CertbotCertificateOptions {
  /** The host name that is served; certbot's lineage is called after it. */
  readonly domain: string;
  /** How to reach the host that certbot runs on. */
  readonly access: Access;
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
 * swapped, proven or rolled back. The next refresh reads it back.
 */
export class CertbotCertificate extends pulumi.ComponentResource implements CertificateOutputs {
  readonly privateKey: pulumi.Output<string>;
  readonly leaf: pulumi.Output<string>;
  readonly chain: pulumi.Output<string>;
  readonly fullChain: pulumi.Output<string>;
  readonly facts: pulumi.Output<LeafFacts>;
  readonly trust: "public" | "private";
  readonly lineage: pulumi.Output<string>;

  /** Throws `ConfigurationError` with everything that the CA or certbot would refuse, before anything is created. */
  constructor(name: string, args: CertbotCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    const { domain, access, challenge, path = name } = args;
    const root = args.root === undefined ? undefined : readMaterial(args.root, `${path}.root`);
    const faults = [...certbotFaults({ ...args }, path, domain), ...(typeof root === "object" ? [root] : [])];
    if (faults.length > 0 || typeof root === "object") throw new ConfigurationError(faults);
    super("tlsup:index:CertbotCertificate", name, {}, opts);
    const { host, port, user, privateKey, hostKey, machine } = access;
    const resource = new CertbotCertificateResource(
      name,
      {
        host, port, user, hostKey, machine, challenge,
        privateKey: pulumi.secret(privateKey),
        site: domain,
        names: normaliseNames(args.names ?? [domain]),
        directory: args.directory ?? letsEncryptDirectory,
        keyType: args.keyType ?? "ecdsa-p256",
        revokeOnDelete: args.revokeOnDelete ?? false,
        ...(args.email !== undefined && { email: args.email }),
        ...(root !== undefined && { root }),
        ...(challenge === "dns-01" && { apiToken: pulumi.secret(pulumi.output(args.certificateSecrets ?? {}).apply(tokenIn)) }),
        ...(args.apiUrl !== undefined && { apiUrl: args.apiUrl }),
      },
      { parent: this, ...(opts?.deletedWith ? { deletedWith: opts.deletedWith } : {}) },
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

function tokenIn({ cloudflareToken }: CertificateSecrets): string {
  const faults = tokenFaults(cloudflareToken);
  if (faults.length > 0 || cloudflareToken === undefined) throw new ConfigurationError(faults);
  return cloudflareToken;
}
