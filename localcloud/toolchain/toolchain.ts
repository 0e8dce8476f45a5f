import type { Progress } from "../progress";
import { buildToolchain } from "./build";
import { installFromVendor } from "./installer";
import { cachedToolchains, locateToolchain, type Toolchain } from "./locate";

/**
 * A `pulumi` that runs TypeScript programs: the user's own on PATH, else one from the vendor's installer, else one
 * built from the vendor's Go modules. The latter two are kept in the user's cache and made only once.
 */
export async function ensureToolchain(progress: Progress): Promise<Toolchain> {
  const present = locateToolchain();
  if (present) return present;
  const { installer, built } = cachedToolchains();
  if (!(await installFromVendor(installer, progress))) await buildToolchain(built, progress);
  const made = locateToolchain();
  if (!made) throw new Error(`Cannot find the Pulumi that was just made: it was expected in ${installer} or ${built}`);
  return made;
}
