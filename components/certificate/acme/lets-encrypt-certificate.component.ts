import * as pulumi from "@pulumi/pulumi";
import { checkedArgs } from "../../shared/checked-args.component";
import type { Access } from "../../host/common/access.component";
import { leafFacts } from "../x509/bundle";
import type { LeafFacts, Trust } from "../certificate";
import type { CertificateOutputs } from "../common/certificate-outputs.component";
import { configuredToken } from "../common/configured-token.component";
import { knownIdentities } from "./account-config";
import type { AcmeAccount } from "./acme-account.component";
import type { KeyType, SolverSettings } from "./certificate-resource";
import { checkCaa } from "./execution/preflight";
import { LetsEncryptCertificateResource } from "./lets-encrypt-certificate.resource";
import { normaliseNames } from "./names";
import { letsEncryptRules } from "./schema";

/** Control of the names is proven by TXT records at Cloudflare, also where `_acme-challenge` is delegated by a CNAME record. */
export interface CloudflareDnsSolver {
  readonly challenge: "dns-01";
  readonly provider: "cloudflare";
  /**
   * A token with the permissions "Zone: Zone: Read" and "Zone: DNS: Edit". Kept as a secret in the stack's state.
   * @default `cloudflare:apiToken` of the stack's configuration, else `CLOUDFLARE_API_TOKEN` of the environment, which is kept nowhere
   */
  readonly apiToken?: pulumi.Input<string>;
}

/** Control of the names is proven by the host that they lead to, on port 80: by its web server, or before there is one. No wildcards. */
export interface HostHttpSolver {
  readonly challenge: "http-01";
  /** The host, as a `Vps` gives it. */
  readonly access: Access;
}

/** What a certificate needs of an account: an `AcmeAccount` has it, among other things. */
export type AskingAccount = Pick<AcmeAccount, "url" | "directory" | "root" | "privateKey">;

/** A certificate that the CA issued before. */
export interface AdoptedCertificate {
  /** The leaf, and its intermediates, PEM. */
  readonly certificate: pulumi.Input<string>;
  /** Its key, PEM. */
  readonly privateKey: pulumi.Input<string>;
}

/**
 * The arguments of {@link LetsEncryptCertificate}.
 *
 * @example
 * ```ts
 * import { AcmeAccount, LetsEncryptCertificate } from "tlsup";
 * const account = new AcmeAccount("ca", { email: "me@example.com" });
 * const certificate = new LetsEncryptCertificate("blog", {
 *   account,
 *   names: ["example.com", "*.example.com"],
 *   solver: { challenge: "dns-01", provider: "cloudflare" },
 * });
 * export const expires = certificate.facts.notAfter;
 * ```
 */
export interface LetsEncryptCertificateArgs {
  /** The account that asks. */
  readonly account: AskingAccount;
  /** Host names, wildcards (dns-01 only) and, with the profile `shortlived`, addresses (http-01 only). International names in any form. */
  readonly names: readonly [string, ...string[]];
  /** How control of the names is proven. */
  readonly solver: CloudflareDnsSolver | HostHttpSolver;
  /**
   * The certificate's profile, which decides its lifetime: with Let's Encrypt `classic`, `tlsserver` (45 days, 25 names) or `shortlived` (160 hours, 25 names).
   * @default the CA's own
   */
  readonly profile?: string;
  /**
   * The key, made anew with each certificate.
   * @default "ecdsa-p256"
   */
  readonly keyType?: KeyType;
  /**
   * A DNS resolver, `address` or `address:port`, that look-ups start at.
   * @default the system's
   */
  readonly resolver?: string;
  /**
   * Whether the certificate is revoked when its resource is destroyed. One that was replaced is never revoked.
   * @default false
   */
  readonly revokeOnDelete?: boolean;
  /**
   * A certificate that the CA issued for these names before, and its key, PEM: it is taken over instead of ordering one, e.g. by a stack whose state was lost. It counts for the first run only, and can be left out afterwards.
   * @default none: one is ordered
   */
  readonly adopt?: AdoptedCertificate;
}

/**
 * A certificate from Let's Encrypt or any other CA that speaks ACME. Renewed when the CA suggests it (RFC 9773), or with a third of its
 * lifetime left; a renewal that the CA refuses keeps the certificate and is tried again by later runs.
 */
export class LetsEncryptCertificate extends pulumi.ComponentResource implements CertificateOutputs {
  readonly privateKey: pulumi.Output<string>;
  readonly leaf: pulumi.Output<string>;
  readonly chain: pulumi.Output<string>;
  readonly fullChain: pulumi.Output<string>;
  readonly facts: pulumi.Output<LeafFacts>;
  readonly trust: Trust;
  /** The instant from which on it will be renewed, ISO 8601. */
  readonly renewAt: pulumi.Output<string>;

  /** Throws `ConfigurationError` with everything that is wrong with `args` and every name that the CA would refuse, before anything is created. */
  constructor(name: string, args: LetsEncryptCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    args = checkedArgs<LetsEncryptCertificateArgs>(letsEncryptRules, args, name);
    const { account, solver, profile, resolver } = args;
    super("tlsup:index:LetsEncryptCertificate", name, {}, opts);
    const resource = new LetsEncryptCertificateResource(
      name,
      {
        directory: account.directory,
        accountUrl: account.url,
        accountKey: pulumi.secret(account.privateKey),
        names: allowedNames(args),
        keyType: args.keyType ?? "ecdsa-p256",
        solver: solverSettings(solver),
        revokeOnDelete: args.revokeOnDelete ?? false,
        ...credential(solver),
        ...(account.root !== undefined && { root: account.root }),
        ...(profile !== undefined && { profile }),
        ...(resolver !== undefined && { resolver }),
        ...(args.adopt && { adoptedChain: args.adopt.certificate, adoptedKey: pulumi.secret(args.adopt.privateKey) }),
      },
      { parent: this, deleteBeforeReplace: false },
    );
    this.privateKey = pulumi.secret(resource.privateKey);
    this.leaf = resource.leaf;
    this.chain = resource.chain;
    this.fullChain = resource.fullChain;
    this.facts = resource.leaf.apply(leafFacts);
    this.renewAt = resource.renewal.apply(({ renewAt }) => renewAt);
    this.trust = account.root === undefined ? "public" : "private";
    this.registerOutputs({ leaf: this.leaf, facts: this.facts, renewAt: this.renewAt });
  }
}

/** The names as the CA knows them. A preview fails here when CAA records forbid Let's Encrypt to issue; a run asks the CA itself whom they must name. */
async function allowedNames({ account, names, solver, resolver }: LetsEncryptCertificateArgs): Promise<string[]> {
  const normalised = normaliseNames(names);
  if (pulumi.runtime.isDryRun()) await checkCaa(normalised, knownIdentities(account.directory), { account: undefined, challenge: solver.challenge, ...(resolver !== undefined && { resolver }) });
  return normalised;
}

function solverSettings(solver: CloudflareDnsSolver | HostHttpSolver): pulumi.Input<SolverSettings> {
  if (solver.challenge === "dns-01") return { kind: "cloudflare" };
  const { host, port, user, hostKey } = solver.access;
  return pulumi.all([host, hostKey]).apply(([address, key]) => ({ kind: "host" as const, host: address, port, user, hostKey: key }));
}

function credential(solver: CloudflareDnsSolver | HostHttpSolver): { readonly credential?: pulumi.Output<string> } {
  const secret = solver.challenge === "dns-01" ? (solver.apiToken ?? configuredToken()) : solver.access.privateKey;
  return secret === undefined ? {} : { credential: pulumi.secret(secret) };
}
