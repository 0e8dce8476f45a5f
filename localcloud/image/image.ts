import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "../hosts/command";
import { imageExists, runPodman } from "../hosts/podman";
import { importImage } from "../hosts/podman-commands";
import { withLock } from "../lock";
import { cacheDirectory } from "../toolchain/locate";
import { type AptMachine, aptMachine } from "./apt";
import { buildSteps } from "./build";
import { hostRecipe, imageReference } from "./recipe";
import type { System } from "./system";

/**
 * Makes the image that hosts with this system boot from, once per machine and recipe: with systemd, sshd and cloud-init.
 * If another process is making it, waits for that.
 *
 * @param progress Gets a line for each step; none if the image exists.
 * @returns The image's reference for podman.
 * @throws CommandError if debootstrap, apt or podman fails.
 */
export async function ensureHostImage(system: System, progress: (line: string) => void): Promise<string> {
  const recipe = hostRecipe(system, await readAptMachine());
  const reference = imageReference(recipe);
  if (await imageExists(reference)) return reference;
  return withLock(join(cacheDirectory(), "host-image.lock"), async () => {
    if (await imageExists(reference)) return reference;
    const root = join(cacheDirectory(), "host-image");
    try {
      for (const { title, carryOut } of buildSteps(recipe, root)) {
        progress(`host image: ${title}`);
        await carryOut();
      }
      progress("host image: importing into podman");
      const archive = `${root}.tar`;
      await run({ program: "tar", args: ["--directory", root, "--create", "--file", archive, "."] });
      await runPodman(importImage(archive, reference));
    } finally {
      for (const remains of [root, `${root}.tar`, `${root}.keyring`]) rmSync(remains, { recursive: true, force: true });
    }
    return reference;
  });
}

/** The apt settings of this machine, which its hosts inherit. */
export async function readAptMachine(): Promise<AptMachine> {
  const folder = "/etc/apt/sources.list.d";
  const files = listFiles(folder)
    .filter((name) => /\.(list|sources)$/.test(name))
    .map((name) => join(folder, name));
  const config = await run({ program: "apt-config", args: ["dump"] }).catch(() => "");
  return aptMachine(["/etc/apt/sources.list", ...files].map(readIfPresent), config);
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function readIfPresent(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
