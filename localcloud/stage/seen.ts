import type { CertificateSeen } from "tlsup/cli";

/** The finding of a look from outside, as `tlsup check` has it. */
export interface ChainFinding {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly hop: string;
  readonly problem: string;
  readonly remedy: string;
}

/** The chain at one time. */
export interface ChainSeen {
  /** The report for people. */
  readonly report: string;
  readonly findings: readonly ChainFinding[];
  readonly certificates: readonly CertificateSeen[];
}
