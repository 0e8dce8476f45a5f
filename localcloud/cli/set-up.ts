import { ensurePebble } from "../acme/program";
import { up, type UpOutcome } from "../daemon/lifecycle";
import { ensureHostImage } from "../image/image";
import type { Instance } from "../instance";
import type { Progress } from "../progress";
import type { Toolchain } from "../toolchain/locate";
import { ensurePrerequisites } from "../toolchain/prerequisites";
import { ensureToolchain } from "../toolchain/toolchain";

/** Everything that a program needs to run on the local cloud. */
export interface Ready {
  readonly instance: Instance;
  readonly toolchain: Toolchain;
  readonly outcome: UpOutcome;
}

/** Sets up what this machine lacks, then brings the local cloud of `directory` up. */
export async function setUp(directory: string, progress: Progress): Promise<Ready> {
  await ensurePrerequisites(progress);
  const [toolchain] = await sideBySide(
    ensurePrograms(progress),
    progress.step("making the droplets' system, once", (tell) => ensureHostImage("debian-12", tell)),
  );
  const { instance, outcome } = await progress.step("starting the local cloud", () => up(directory));
  return { instance, toolchain, outcome };
}

/** One after the other, as a build uses all processors. */
async function ensurePrograms(progress: Progress): Promise<Toolchain> {
  const toolchain = await ensureToolchain(progress);
  await ensurePebble(progress);
  return toolchain;
}

/** Like `Promise.all`, but a failure waits for the other action: the end of this process would cut it off. */
async function sideBySide<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}
