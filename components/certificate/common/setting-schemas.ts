import * as v from "valibot";
import { canonicalAddress } from "../../shared/address";
import { domainNameProblem } from "../../shared/domain-name";
import { fileReference, keyFileOr } from "../../shared/file-reference";
import { secret, settings } from "../../shared/validation";
import { asciiName } from "../x509/names";

/** The key type of a certificate, required. */
export const requiredKeyType = v.picklist(["rsa-2048", "ecdsa-p256"]);

/** The key type of a certificate, optional. */
export const keyType = v.optional(requiredKeyType);

/** Who renews a certificate, optional. */
export const renewer = v.optional(v.picklist(["up", "host"]));

/** Like `hostPattern`, but with letters of any language; or an address. */
export const namedHost = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || canonicalAddress(dataset.value) !== undefined) return;
    const problem = /[\s\p{C}]/u.test(dataset.value) ? "must not hold spaces or line ends" : domainNameProblem(asciiName(dataset.value).replace(/^\*\./, ""));
    if (problem) addIssue({ message: problem });
  }),
);

/** A list of at least one name. */
export function names<Name extends v.GenericSchema<string>>(name: Name) {
  return v.pipe(v.array(name), v.minLength(1, "must hold at least one name"));
}

const pemText = v.pipe(
  v.string(),
  v.includes("-----BEGIN ", "must be PEM text, or the path of a file as { file: path }"),
  v.check((text) => !text.includes("PRIVATE KEY-----"), "must not hold a private key, which belongs in certificateSecrets.privateKey, encrypted"),
);

/** Certificates as PEM text. */
export const certificatePem = v.pipe(
  v.string(),
  v.includes("-----BEGIN ", "must be PEM text"),
  v.check((text) => !text.includes("PRIVATE KEY-----"), "must not hold a private key"),
);

/** A private key as PEM. */
export const keyPem = v.pipe(v.string(), v.includes("PRIVATE KEY-----", "must be a private key as PEM"));

/** PEM text, or a file that holds it. */
export const material = v.union([pemText, fileReference]);

/** The file of a certificate's private key. */
export const keyFile = keyFileOr("certificateSecrets.privateKey");

/** Cloudflare's token. */
export const cloudflareToken = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/, "must consist of letters, digits, _ and -"));

/** One mail address. RFC 8555, section 7.3: that of an account is without header fields. */
export const emailAddress = v.optional(v.pipe(v.string(), v.regex(/^[^\s@?,%]+@[^\s@?,%]+\.[^\s@?,%]+$/, "must be one e-mail address")));

/** The address of a webhook. */
export const webhookUrl = v.pipe(v.string(), v.regex(/^https?:\/\/[\x21-\x7e]+$/, "must be the URL of a webhook"));

/** A source's secrets. */
export const certificateSecrets = v.optional(
  settings({
    privateKey: v.optional(secret(v.string())),
    passphrase: v.optional(secret(v.string())),
    cloudflareToken: v.optional(secret(cloudflareToken)),
    alarmWebhook: v.optional(secret(webhookUrl)),
    alarmPing: v.optional(secret(webhookUrl)),
  }),
);

/** The DNS resolver for look-ups. */
export const resolver = v.optional(
  v.pipe(v.string(), v.regex(/^([0-9.]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/, "must be an address, with a port or without, like 192.0.2.53 or [2001:db8::53]:53")),
);

/** The profile of an ACME certificate. */
export const profile = v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/, "must be the name of a profile, like tlsserver")));
