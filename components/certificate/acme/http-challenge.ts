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

/** Where a CA asks for the challenge first. */
export function challengeUrl(proof: Proof): URL {
  return new URL(`http://${proof.name.includes(":") ? `[${proof.name}]` : proof.name}${httpPath(proof)}`);
}

/** An answer to a request for the challenge. */
export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/** Where an answer sends a CA, which only follows to http and https on their own ports; `undefined` if nowhere. */
export function redirectOf(from: URL, { status, location }: Pick<Answer, "status" | "location">): URL | undefined {
  if (status < 300 || status > 399 || location === undefined || !URL.canParse(location, from.href)) return undefined;
  const next = new URL(location, from);
  return ["http:", "https:"].includes(next.protocol) && ["", "80", "443"].includes(next.port) ? next : undefined;
}

/** The name or address in a URL, without brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

export function portOf({ port, protocol }: URL): number {
  return Number(port) || (protocol === "http:" ? 80 : 443);
}
