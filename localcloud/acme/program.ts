import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../package";
import type { Progress } from "../progress";
import { pinnedVersion } from "../toolchain/go-module";
import { buildGoProgram } from "../toolchain/go-program";
import { cacheDirectory, isProgram } from "../toolchain/locate";
import { makeOnce } from "../toolchain/once";
import { defaultProfile } from "./profiles";
import { withDefaultProfile } from "./default-profile";

/** The modules that Pebble is built from, with their checksums. */
export const pebbleModule = join(packageRoot, "localcloud", "acme", "pebble");
const path = "github.com/letsencrypt/pebble/v2";

const directory = (): string => join(cacheDirectory(), "toolchain", `pebble-v${pinnedVersion(pebbleModule, path)}`);

/** Pebble, Let's Encrypt's own small ACME server: https://github.com/letsencrypt/pebble */
export const pebbleProgram = (): string => join(directory(), "bin", "pebble");

export const isPebbleBuilt = (): boolean => isProgram(pebbleProgram());

/** Builds Pebble, once for a user and a version. */
export async function ensurePebble(progress: Progress): Promise<void> {
  await makeOnce(directory(), isPebbleBuilt, (unfinished) =>
    progress.step("building the ACME server from its Go modules, once", async (tell) => {
      const overlay = mkdtempSync(join(tmpdir(), "tlsup-pebble-"));
      try {
        const flags = ["-overlay", await writeOverlay(overlay)];
        await buildGoProgram({ name: "pebble", module: pebbleModule, package: `${path}/cmd/pebble`, linkerFlags: "-s -w", flags }, unfinished, tell);
      } finally {
        rmSync(overlay, { recursive: true });
      }
    }),
  );
}

/** Has the compiler read the front end as {@link withDefaultProfile} leaves it: `go help build`, -overlay. */
async function writeOverlay(into: string): Promise<string> {
  const { stdout } = await promisify(execFile)("go", ["mod", "download", "-json", path], { cwd: pebbleModule });
  const original = join((JSON.parse(stdout) as { Dir: string }).Dir, "wfe", "wfe.go");
  const changed = join(into, "wfe.go");
  writeFileSync(changed, withDefaultProfile(readFileSync(original, "utf8"), defaultProfile));
  const overlay = join(into, "overlay.json");
  writeFileSync(overlay, JSON.stringify({ Replace: { [original]: changed } }));
  return overlay;
}
