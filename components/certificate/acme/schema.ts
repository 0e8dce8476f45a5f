import * as v from "valibot";
import type { Fault } from "../../shared/fault";
import { fieldsOf, secret, settings, type Combination, type Unchecked } from "../../shared/validation";
import { jumpHost, loginEntries, publicKey, sudoPassword } from "../../shared/destination";
import { accessSchema } from "../../host/common/access";
import { certificatePem, cloudflareToken, emailAddress, keyPem, keyType, names, profile, requiredKeyType, resolver } from "../common/setting-schemas";
import { acmeDirectory } from "./account-config";
import { nameFaults } from "./names";

const printable = v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/, "must be text without spaces"));
const hmacKey = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+=*$/, "must be base64url"));

const directoryUrl = v.pipe(
  printable,
  v.check((text) => URL.canParse(text), "must be the URL of an ACME directory"),
);
const account = { directory: directoryUrl, root: v.optional(certificatePem) };

/** The schema of the account resource. */
export const registrationEntries = {
  ...account,
  contact: v.array(v.pipe(v.string(), v.regex(/^mailto:[^\s]+$/, "must be a URL like mailto:me@example.com"))),
  privateKey: secret(keyPem),
  shared: v.boolean(),
  externalKeyId: v.optional(printable),
  externalHmacKey: v.optional(secret(hmacKey)),
};

/** The schema of the certificate resource. */
export const certificateEntries = {
  ...account,
  accountUrl: printable,
  accountKey: secret(keyPem),
  names: names(v.string()),
  keyType: requiredKeyType,
  profile,
  solver: v.variant("kind", [
    settings({ kind: v.literal("cloudflare"), baseUrl: v.optional(printable) }),
    settings({
      kind: v.literal("host"),
      host: loginEntries.host,
      port: loginEntries.port,
      user: loginEntries.user,
      hostKey: publicKey,
      via: v.optional(jumpHost),
    }),
  ]),
  credential: v.optional(secret(v.pipe(v.string(), v.minLength(1, "must be Cloudflare's API token or the SSH key")))),
  sudoPassword: v.optional(sudoPassword),
  resolver,
  revokeOnDelete: v.boolean(),
  adoptedChain: v.optional(certificatePem),
  adoptedKey: v.optional(secret(keyPem)),
};

/** The schema of the arguments of `AcmeAccount`. */
export const accountRules = {
  entries: {
    directory: acmeDirectory,
    root: v.optional(certificatePem),
    email: emailAddress,
    privateKey: v.optional(secret(keyPem)),
    eab: v.optional(settings({ keyId: printable, hmacKey: secret(hmacKey) })),
  },
};

const solver = v.variant("challenge", [
  settings({ challenge: v.literal("dns-01"), provider: v.literal("cloudflare"), apiToken: v.optional(secret(cloudflareToken)) }),
  settings({ challenge: v.literal("http-01"), access: accessSchema }),
]);

/** The schema of the arguments of `LetsEncryptCertificate`. */
export const letsEncryptRules = {
  entries: {
    account: v.object({ url: printable, directory: v.string(), root: v.optional(v.string()), privateKey: secret(keyPem) }),
    names: names(v.string()),
    solver,
    profile,
    keyType,
    resolver,
    revokeOnDelete: v.optional(v.boolean()),
    adopt: v.optional(settings({ certificate: certificatePem, privateKey: secret(keyPem) })),
  },
  combinations: [{ of: ["account.root", "names", "profile"], faults: namesFaults }] satisfies readonly Combination[],
};

function namesFaults({ account, names: given, solver: means, profile: wanted }: Unchecked, path: string): Fault[] {
  if (!Array.isArray(given) || given.length === 0) return [];
  const challenge = fieldsOf(means).challenge === "http-01" ? "http-01" : "dns-01";
  const policy = { challenge, publicCa: fieldsOf(account).root === undefined, ...(typeof wanted === "string" && { profile: wanted }) } as const;
  return nameFaults(
    given.filter((name) => typeof name === "string"),
    policy,
    `${path}.names`,
  );
}
