import * as v from "valibot";

/** Let's Encrypt's directory. */
export const letsEncryptDirectory = "https://acme-v02.api.letsencrypt.org/directory";

/** The identities by which CAA records allow the CA, where known without asking it. Let's Encrypt's directory lists `letsencrypt.org`. */
export function knownIdentities(directory: string): readonly string[] {
  return URL.parse(directory)?.hostname.endsWith(".letsencrypt.org") === true ? ["letsencrypt.org"] : [];
}

/** The URL of a CA's directory. */
export const acmeDirectory = v.optional(v.pipe(v.string(), v.check(isHttps, "must be the URL of an ACME directory over https")));

/** The account's contact address. RFC 8555, section 7.3: one address, without header fields. */
export const emailAddress = v.optional(v.pipe(v.string(), v.regex(/^[^\s@?,%]+@[^\s@?,%]+\.[^\s@?,%]+$/, "must be one e-mail address")));

function isHttps(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text) && URL.parse(text)?.protocol === "https:";
}
