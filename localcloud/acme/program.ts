import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../own-package";
import type { Progress } from "../progress";
import { pinnedVersion } from "../toolchain/go-module";
import { buildGoProgram } from "../toolchain/go-program";
import { cacheDirectory, isProgram } from "../toolchain/locate";
import { makeOnce } from "../toolchain/once";
import { defaultProfile } from "./profiles";
import { withDefaultProfile } from "./default-profile";

/** The modules that Pebble is built from, with their checksums. */
export const pebbleModule = join(packageRoot, "acme", "pebble");
const path = "github.com/letsencrypt/pebble/v2";

const directory = (): string => join(cacheDirectory(), "toolchain", `pebble-v${pinnedVersion(pebbleModule, path)}`);

/** Pebble, Let's Encrypt's small ACME server: https://github.com/letsencrypt/pebble */
export const pebbleProgram = (): string => join(directory(), "bin", "pebble");

export const isPebbleBuilt = (): boolean => isProgram(pebbleProgram());

/** Builds Pebble, once per user and version. */
export async function ensurePebble(progress: Progress): Promise<void> {
  await makeOnce(directory(), isPebbleBuilt, (unfinished) =>
    progress.step("building the ACME server from its Go modules, once", async (tell) => {
      const module = mkdtempSync(join(tmpdir(), "tlsup-pebble-"));
      try {
        await writeModule(module);
        await buildGoProgram({ name: "pebble", module, package: `${path}/cmd/pebble`, linkerFlags: "-s -w" }, unfinished, tell);
      } finally {
        rmSync(module, { recursive: true });
      }
    }),
  );
}

/** A copy of {@link pebbleModule} in `directory` that builds the sources changed by {@link withDefaultProfile}. */
async function writeModule(directory: string): Promise<void> {
  const go = (...args: string[]): Promise<{ stdout: string }> => promisify(execFile)("go", args, { cwd: directory });
  cpSync(pebbleModule, directory, { recursive: true });
  // Go itself checks every download against go.sum.
  const { Dir: original } = JSON.parse((await go("mod", "download", "-json", path)).stdout) as { Dir: string };
  const sources = join(directory, "sources");
  cpSync(original, sources, { recursive: true });
  const frontEnd = join(sources, "wfe", "wfe.go");
  const changed = withDefaultProfile(readFileSync(frontEnd, "utf8"), defaultProfile);
  // Go keeps its modules read-only.
  chmodSync(frontEnd, 0o600);
  writeFileSync(frontEnd, changed);
  await go("mod", "edit", `-replace=${path}=./sources`);
}
