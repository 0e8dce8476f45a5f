import type { ChallengeType, Proof } from "../challenge";

/** A way to prove control of names. It gets all proofs together, so that they can share connections. */
export interface Solver {
  readonly challenge: ChallengeType;
  /** Makes every proof visible, and waits until it is visible wherever the CA may look. Leaves other records and files alone. */
  place(proofs: readonly Proof[], signal: AbortSignal): Promise<void>;
  /** Removes the proofs, including partly placed ones and those of an interrupted run. */
  remove(proofs: readonly Proof[], signal: AbortSignal): Promise<void>;
}
