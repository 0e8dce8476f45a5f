import * as v from "valibot";

/** Let's Encrypt's directory. */
export const letsEncryptDirectory = "https://acme-v02.api.letsencrypt.org/directory";

/** The identities by which CAA records allow the CA, where known without asking it. Let's Encrypt's directory lists `letsencrypt.org`. */
export function knownIdentities(directory: string): readonly string[] {
  return URL.parse(directory)?.hostname.endsWith(".letsencrypt.org") === true ? ["letsencrypt.org"] : [];
}

/** The URL of a CA's directory. */
export const acmeDirectory = v.optional(v.pipe(v.string(), v.check(isHttps, "must be the URL of an ACME directory over https")));

function isHttps(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text) && URL.parse(text)?.protocol === "https:";
}
