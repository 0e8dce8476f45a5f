import { createHash } from "node:crypto";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import type { ClientCertificate } from "../../zones/origin-pulls";
import type { Connection } from "../ssl-mode";

/** The TLS contexts for connections to origins. */
export class OriginTrust {
  #roots = "";
  #generation = 0;
  readonly #contexts = new Map<string, SecureContext>();

  constructor(readonly extraRoots: () => readonly string[]) {}

  /** The context for a kind of connection and an optional client certificate, and an id that changes whenever that or the trusted roots change. */
  contextFor(connection: Exclude<Connection, "plain">, shown?: ClientCertificate): { readonly context: SecureContext; readonly id: string } {
    const extra = [...this.extraRoots()];
    const roots = extra.join("\n");
    if (roots !== this.#roots) {
      this.#contexts.clear();
      this.#roots = roots;
      this.#generation += 1;
    }
    const own = shown ? { cert: shown.certificate, key: shown.privateKey } : {};
    const id = `${connection} ${this.#generation} ${shown ? createHash("sha256").update(shown.certificate).digest("hex") : ""}`;
    const context =
      this.#contexts.get(id) ?? createSecureContext({ ...own, ...(connection === "unverified" ? anything : { ca: [...rootCertificates, ...extra] }) });
    this.#contexts.set(id, context);
    return { context, id };
  }
}

/** Full mode accepts any origin, even one with old versions and weak keys. */
const anything = { minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
