import { quote } from "../../shared/shell";
import { httpPath, type Proof } from "./challenge";

/** Where a web server on the host finds challenges: `/.well-known/acme-challenge/` below it. */
export const webroot = "/var/lib/tlsup/acme";

/** The folder that holds a file for each token. */
const folder = `${webroot}${httpPath({ name: "", token: "", keyAuthorization: "" })}`.replace(/\/$/, "");

/** The variables at the start of `responder.sh` and `challenges.sh`; `responder` is the text of `respond.py`. */
export function challengeVariables(responder: string): string {
  return `challenges=${folder}\nresponder=${quote(responder)}\n`;
}

/** The input of `challenges.sh place`. `proofOf` has checked the tokens. */
export function challengeLines(proofs: readonly Proof[]): string {
  return proofs.map(({ name, token, keyAuthorization }) => `${token}\t${keyAuthorization}\t${name}\n`).join("");
}

/** The input of `challenges.sh remove`. */
export function tokenLines(proofs: readonly Proof[]): string {
  return proofs.map(({ token }) => `${token}\n`).join("");
}
