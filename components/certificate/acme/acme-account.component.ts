import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { checkedArgs } from "../../shared/checked-args.component";
import { partsOf, whenKnown, type Inputs } from "../../shared/inputs.component";
import { letsEncryptDirectory } from "./account-config";
import { AcmeAccountResource } from "./acme-account.resource";
import { accountRules } from "./schema";

/**
 * The arguments of {@link AcmeAccount}.
 *
 * @example
 * ```ts
 * import { AcmeAccount } from "tlsup";
 * const account = new AcmeAccount("ca", { email: "me@example.com" });
 * export const url = account.url;
 * ```
 */
export interface AcmeAccountArgs {
  /**
   * The URL of the CA's directory. Changing it makes another account.
   * @default Let's Encrypt: "https://acme-v02.api.letsencrypt.org/directory"
   */
  readonly directory?: pulumi.Input<string>;
  /**
   * PEM: the root that verifies a private CA's own HTTPS.
   * @default none: a public CA
   */
  readonly root?: pulumi.Input<string>;
  /**
   * Where the CA writes about the account.
   * @default none
   */
  readonly email?: pulumi.Input<string>;
  /**
   * The account's key, PEM: ECDSA P-256, P-384 or RSA. Stacks that share an account give the same key; the account then outlives the stack.
   * Giving it, changing it or leaving it out later means another account.
   * @default a new key; `pulumi up --replace` of it rolls the account over to another
   */
  readonly privateKey?: pulumi.Input<string>;
  /**
   * The external account binding, which the CA's web site hands out. Used only when the account is made.
   * @default none
   */
  readonly eab?: Inputs<ExternalAccountBinding>;
}

/** An external account binding: it links the ACME account to an account at the CA's web site. Source: RFC 8555, section 7.3.4. */
export interface ExternalAccountBinding {
  /** The identifier of the key at the CA. */
  readonly keyId: string;
  /** The key, base64url. */
  readonly hmacKey: string;
}

/**
 * An account at a CA, which several certificates can share. Making it agrees to the CA's terms. The key identifies
 * it: an existing account is taken over. Destroying it deactivates the account, unless its key was given,
 * or, with a warning, the CA does not do that.
 */
export class AcmeAccount extends pulumi.ComponentResource {
  /** The account's URL at the CA. */
  readonly url: pulumi.Output<string>;
  /** The URL of the CA's directory. */
  readonly directory: pulumi.Input<string>;
  /**
   * The root that verifies a private CA's own HTTPS, PEM.
   * @default none: a public CA
   */
  readonly root?: pulumi.Input<string>;
  /** PEM. Secret. */
  readonly privateKey: pulumi.Output<string>;

  /** Throws `ConfigurationError` with every fault of `args`. */
  constructor(name: string, args: AcmeAccountArgs, opts?: pulumi.ComponentResourceOptions) {
    const { email, eab, privateKey, root, directory = letsEncryptDirectory } = checkedArgs<AcmeAccountArgs>(accountRules, args, name);
    super("tlsup:index:AcmeAccount", name, {}, opts);
    const key = privateKey ?? new tls.PrivateKey(name, { algorithm: "ECDSA", ecdsaCurve: "P256" }, { parent: this }).privateKeyPem;
    const binding = eab && partsOf<ExternalAccountBinding>(eab, { keyId: true, hmacKey: true });
    this.directory = directory;
    if (root !== undefined) this.root = root;
    const account = new AcmeAccountResource(
      name,
      {
        directory,
        contact: email === undefined ? [] : whenKnown(email, (known: string) => [`mailto:${known}`]),
        privateKey: pulumi.secret(key),
        shared: privateKey !== undefined,
        ...(root !== undefined && { root }),
        ...(binding && { externalKeyId: binding.keyId, externalHmacKey: pulumi.secret(binding.hmacKey) }),
      },
      { parent: this },
    );
    this.url = account.url;
    this.privateKey = account.privateKey;
    this.registerOutputs({ url: this.url });
  }
}
