import type { LeafFacts } from "../../certificate/x509/facts";

/** A certificate that was sent, above the leaf. */
export interface IssuerFacts extends Pick<LeafFacts, "notBefore" | "notAfter" | "sha256" | "issuer"> {
  /** The distinguished name, on one line. */
  readonly subject: string;
}

/** Why a handshake failed: nothing listens on the port, there is no answer, or the answer is not TLS. */
export type Obstacle = "refused" | "silent" | "no-tls";

/** A TLS handshake as a client saw it. */
export type Handshake =
  | {
      readonly outcome: "done";
      readonly address: string;
      readonly protocol: string;
      readonly leaf: LeafFacts;
      /** The certificates above the leaf, without the root. */
      readonly intermediates: readonly IssuerFacts[];
      /** Where the issuer of the last certificate is published, if the certificate says so and no root trusted here issued it. */
      readonly missingIssuer?: string;
      readonly verified: true | string;
    }
  | { readonly outcome: "failed"; readonly address: string; readonly reason: string; readonly obstacle?: Obstacle };

/** What happens when a client connects to a port: it listens, it refuses, or there is no answer. */
export type PortSeen = "open" | "refused" | "silent";
