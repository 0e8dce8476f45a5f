import { up, type UpOutcome } from "../daemon/lifecycle";
import type { Instance } from "../instance";
import type { Progress } from "../progress";
import type { Toolchain } from "../toolchain/locate";
import { ensurePrerequisites } from "../toolchain/prerequisites";
import { ensureToolchain } from "../toolchain/toolchain";

/** Everything that a program needs to be brought up on the local cloud. */
export interface Ready {
  readonly instance: Instance;
  readonly toolchain: Toolchain;
  readonly outcome: UpOutcome;
}

/** Sets up what this machine still lacks, then brings the local cloud of `directory` up. */
export async function setUp(directory: string, progress: Progress): Promise<Ready> {
  await ensurePrerequisites(progress);
  const toolchain = await ensureToolchain(progress);
  const { instance, outcome } = await progress.step("starting the local cloud", () => up(directory));
  return { instance, toolchain, outcome };
}
