import type { ChallengeType, Proof } from "../challenge";

/** A way to prove control of names. Proofs are given all at once, so that a solver can share its connections among them. */
export interface Solver {
  readonly challenge: ChallengeType;
  /** Makes every proof visible, and waits until it is visible wherever the CA may look. What others put there stays. */
  place(proofs: readonly Proof[], signal: AbortSignal): Promise<void>;
  /** Takes the proofs away, also those that were placed only in part or by a run that was interrupted. */
  remove(proofs: readonly Proof[], signal: AbortSignal): Promise<void>;
}
