import type { CertificateSeen } from "tlsup/cli";

/** The finding of a look from outside, as `tlsup check` has it. */
export interface ChainFinding {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly hop: string;
  readonly problem: string;
  readonly remedy: string;
}

/** Who renews a certificate, in the order of how much its owner must do for it. */
export const renewers = ["host", "pulumi", "owner"] as const;

/** The chain at one time. */
export interface ChainSeen {
  /** The report for people. */
  readonly report: string;
  readonly findings: readonly ChainFinding[];
  readonly certificates: readonly CertificateSeen[];
  /** Who renews the origin's certificate: the host by itself, `pulumi up` when somebody runs it, or the owner, who brings another. */
  readonly renewer: (typeof renewers)[number];
}
