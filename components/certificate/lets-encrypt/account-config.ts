import type { Fault } from "../../shared/fault";

/** Let's Encrypt's directory. */
export const letsEncryptDirectory = "https://acme-v02.api.letsencrypt.org/directory";

/** Whom CAA records must name to allow a CA, as far as that is known without asking it; Let's Encrypt says `letsencrypt.org` in its directory. */
export function knownIdentities(directory: string): readonly string[] {
  return URL.parse(directory)?.hostname.endsWith(".letsencrypt.org") === true ? ["letsencrypt.org"] : [];
}

/** Everything that is wrong with the settings of an account; `path` is where they were said. */
export function accountFaults({ directory, email }: { readonly directory?: string; readonly email?: string }, path: string): Fault[] {
  return [
    ...(directory === undefined || isHttps(directory) ? [] : [{ path: `${path}.directory`, problem: `must be the URL of an ACME directory over https: current value is ${JSON.stringify(directory)}` }]),
    // RFC 8555, section 7.3: one address, without header fields.
    ...(email === undefined || /^[^\s@?,%]+@[^\s@?,%]+\.[^\s@?,%]+$/.test(email) ? [] : [{ path: `${path}.email`, problem: `must be one e-mail address: current value is ${JSON.stringify(email)}` }]),
  ];
}

function isHttps(text: string): boolean {
  return URL.parse(text)?.protocol === "https:";
}
