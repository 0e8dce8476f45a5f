import * as pulumi from "@pulumi/pulumi";
import { checkedArgs } from "../../shared/checked-args.component";
import { partsOf, then, whenKnown, type Eventual, type Inputs } from "../../shared/inputs.component";
import { destinationOf, type Access } from "../../host/common/access.component";
import { leafFacts } from "../x509/bundle";
import type { LeafFacts, Trust } from "../x509/facts";
import type { CertificateOutputs } from "../common/certificate-outputs.component";
import type { KeyType } from "../common/settings";
import { configuredToken } from "../../shared/configured-token.component";
import { knownIdentities } from "./account-config";
import type { SolverSettings } from "./certificate-resource";
import type { ChallengeType } from "./challenge";
import { checkCaa } from "./execution/preflight";
import { LetsEncryptCertificateResource } from "./lets-encrypt-certificate.resource";
import { normaliseNames } from "./names";
import { letsEncryptRules } from "./schema";

/** Proves control of the names by TXT records at Cloudflare, even if a CNAME record delegates `_acme-challenge`. */
export interface CloudflareDnsSolver {
  readonly challenge: "dns-01";
  readonly provider: "cloudflare";
  /**
   * A token with the permissions "Zone: Zone: Read" and "Zone: DNS: Edit". Kept as a secret in the stack's state.
   * @default the token of a provider that is passed, else `cloudflare:apiToken`, else `CLOUDFLARE_API_TOKEN` of the environment, which is not stored
   */
  readonly apiToken?: pulumi.Input<string>;
}

/** Proves control of the names on port 80 of the host that they lead to, with or without a web server there. No wildcards. */
export interface HostHttpSolver {
  readonly challenge: "http-01";
  /** How to reach the host: `access` of a `Vps`. */
  readonly access: Inputs<Access>;
}

/** The part of an `AcmeAccount` that a certificate needs. */
export interface AskingAccount {
  /** The account's URL at the CA. */
  readonly url: string;
  /** The URL of the CA's directory. */
  readonly directory: string;
  /**
   * The root that verifies a private CA's own HTTPS, PEM.
   * @default none: a public CA
   */
  readonly root?: string;
  /** PEM. Secret. */
  readonly privateKey: string;
}

/** A certificate that the CA issued before. */
export interface AdoptedCertificate {
  /** The leaf, and its intermediates, PEM. */
  readonly certificate: string;
  /** Its key, PEM. */
  readonly privateKey: string;
}

/**
 * The arguments of {@link LetsEncryptCertificate}.
 *
 * @example
 * ```ts
 * import { AcmeAccount, LetsEncryptCertificate } from "tlsup";
 * const account = new AcmeAccount("ca", { email: "me@example.com" });
 * export const certificate = new LetsEncryptCertificate("blog", {
 *   account,
 *   names: ["example.com", "*.example.com"],
 *   solver: { challenge: "dns-01", provider: "cloudflare" },
 * });
 * ```
 */
export interface LetsEncryptCertificateArgs {
  /** The account that orders the certificate. */
  readonly account: Inputs<AskingAccount>;
  /** Host names, wildcards (dns-01 only) and, with the profile `shortlived`, addresses (http-01 only). International names in any form. */
  readonly names: Inputs<readonly string[]>;
  /** How control of the names is proven. */
  readonly solver: CloudflareDnsSolver | HostHttpSolver;
  /**
   * The certificate's profile, which decides its lifetime: with Let's Encrypt `classic`, `tlsserver` (45 days, 25 names) or `shortlived` (160 hours, 25 names).
   * @default the CA's own
   */
  readonly profile?: pulumi.Input<string>;
  /**
   * The key type; each certificate gets a new key.
   * @default "ecdsa-p256"
   */
  readonly keyType?: pulumi.Input<KeyType>;
  /**
   * The DNS resolver for look-ups: `address` or `address:port`.
   * @default the system's
   */
  readonly resolver?: pulumi.Input<string>;
  /**
   * Whether the certificate is revoked when its resource is destroyed. A replaced certificate is never revoked.
   * @default false
   */
  readonly revokeOnDelete?: pulumi.Input<boolean>;
  /**
   * A certificate that the CA issued for these names before, and its key, PEM: it is taken over instead of ordering one, e.g. by a stack whose state was lost.
   * Only the first run uses it.
   * @default none: one is ordered
   */
  readonly adopt?: Inputs<AdoptedCertificate>;
}

/**
 * A certificate from Let's Encrypt or any other ACME CA. Renewed when the CA suggests it (RFC 9773), or with a third of its
 * lifetime left; if the CA refuses a renewal, the certificate stays and later runs try again.
 */
export class LetsEncryptCertificate extends pulumi.ComponentResource implements CertificateOutputs {
  readonly privateKey: pulumi.Output<string>;
  readonly leaf: pulumi.Output<string>;
  readonly chain: pulumi.Output<string>;
  readonly fullChain: pulumi.Output<string>;
  readonly facts: pulumi.Output<LeafFacts>;
  readonly trust: pulumi.Input<Trust>;
  /** When its renewal is due, ISO 8601. */
  readonly renewAt: pulumi.Output<string>;

  /** Throws `ConfigurationError` with everything that is wrong with `args` and every name that the CA would refuse, before anything is created. */
  constructor(name: string, args: LetsEncryptCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    const {
      account,
      names,
      solver,
      profile,
      keyType = "ecdsa-p256",
      resolver,
      revokeOnDelete = false,
      adopt,
    } = checkedArgs<LetsEncryptCertificateArgs>(letsEncryptRules, args, name);
    super("tlsup:index:LetsEncryptCertificate", name, {}, opts);
    const { url, directory, root, privateKey } = partsOf<AskingAccount>(account, { url: true, directory: true, root: true, privateKey: true });
    const adopted = adopt && partsOf<AdoptedCertificate>(adopt, { certificate: true, privateKey: true });
    const wanted = whenKnown({ names, directory, challenge: solver.challenge, ...(resolver !== undefined && { resolver }) } as Inputs<Wanted>, allowedNames);
    const resource = new LetsEncryptCertificateResource(
      name,
      {
        directory,
        accountUrl: url,
        accountKey: pulumi.secret(privateKey),
        names: wanted,
        keyType,
        solver: solverSettings(solver),
        revokeOnDelete,
        ...credential(solver, this),
        ...(root !== undefined && { root }),
        ...(profile !== undefined && { profile }),
        ...(resolver !== undefined && { resolver }),
        ...(adopted && { adoptedChain: adopted.certificate, adoptedKey: pulumi.secret(adopted.privateKey) }),
      },
      { parent: this, deleteBeforeReplace: false },
    );
    this.privateKey = pulumi.secret(resource.privateKey);
    this.leaf = resource.leaf;
    this.chain = resource.chain;
    this.fullChain = resource.fullChain;
    this.facts = resource.leaf.apply(leafFacts);
    this.renewAt = resource.renewal.apply(({ renewAt }) => renewAt);
    this.trust = then(root as Eventual<string | undefined>, (known): Trust => (known === undefined ? "public" : "private"));
    this.registerOutputs({ leaf: this.leaf, facts: this.facts, renewAt: this.renewAt });
  }
}

/** What decides whether the CA may issue. */
interface Wanted {
  readonly names: readonly string[];
  readonly directory: string;
  readonly challenge: ChallengeType;
  readonly resolver?: string;
}

/**
 * The names in the form that the CA uses. A preview fails here when CAA records forbid Let's Encrypt to issue;
 * an update checks CAA records later, with the identities in the CA's directory.
 */
function allowedNames({ names, directory, challenge, resolver }: Wanted): pulumi.Output<string[]> {
  const normalised = normaliseNames(names);
  const checked = pulumi.runtime.isDryRun()
    ? checkCaa(normalised, knownIdentities(directory), { account: undefined, challenge, ...(resolver !== undefined && { resolver }) })
    : Promise.resolve();
  return pulumi.output(checked.then(() => normalised));
}

function solverSettings(solver: CloudflareDnsSolver | HostHttpSolver): pulumi.Input<SolverSettings> {
  if (solver.challenge === "dns-01") return { kind: "cloudflare" };
  const { host, port, user, hostKey, via } = destinationOf(solver.access);
  return pulumi.all([host, port, user, hostKey, via]).apply(([address, sshPort, login, key, jump]) => ({
    kind: "host" as const,
    host: address,
    port: sshPort,
    user: login,
    hostKey: key,
    ...(jump && { via: jump }),
  }));
}

function credential(
  solver: CloudflareDnsSolver | HostHttpSolver,
  parent: pulumi.Resource,
): {
  readonly credential?: pulumi.Output<string>;
  readonly sudoPassword?: pulumi.Output<string>;
} {
  const { privateKey, sudoPassword } =
    solver.challenge === "dns-01" ? { privateKey: solver.apiToken ?? configuredToken(parent) } : destinationOf(solver.access);
  return {
    ...(privateKey !== undefined && { credential: pulumi.secret(privateKey) as pulumi.Output<string> }),
    ...(sudoPassword !== undefined && { sudoPassword: pulumi.secret(sudoPassword) as pulumi.Output<string> }),
  };
}
