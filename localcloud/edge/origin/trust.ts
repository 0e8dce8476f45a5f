import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import type { Connection } from "../ssl-mode";

/** The TLS contexts for connections to origins. */
export class OriginTrust {
  #roots = "";
  #generation = 0;
  #verified: SecureContext | undefined;
  /** Full mode accepts whatever the origin has, so old versions and weak keys as well. */
  readonly #unverified = createSecureContext({ minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" });

  constructor(readonly extraRoots: () => readonly string[]) {}

  /** The context of a kind of connection, and a name that changes whenever the trusted roots do. */
  contextFor(connection: Exclude<Connection, "plain">): { readonly context: SecureContext; readonly id: string } {
    if (connection === "unverified") return { context: this.#unverified, id: "unverified" };
    const extra = [...this.extraRoots()];
    const roots = extra.join("\n");
    if (!this.#verified || roots !== this.#roots) {
      this.#verified = createSecureContext({ ca: [...rootCertificates, ...extra] });
      this.#roots = roots;
      this.#generation += 1;
    }
    return { context: this.#verified, id: `verified ${this.#generation}` };
  }
}
