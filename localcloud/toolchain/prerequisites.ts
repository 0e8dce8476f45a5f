import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { isPebbleBuilt, pebbleModule } from "../acme/program";
import { hostRuntime } from "../hosts/podman";
import type { Progress } from "../progress";
import { goVersionOf } from "./go-module";
import { cacheDirectory, engineModule, isProgram, locateToolchain } from "./locate";
import { runLogged } from "./logged";
import { explainMissing, findMissing, isAtLeast, type GoNeeded, type MachineFacts } from "./requirements";

/**
 * Makes sure that this machine can run the local cloud. Installs missing packages if apt-get can;
 * one error names everything else that is missing, each with its remedy.
 */
export async function ensurePrerequisites(progress: Progress): Promise<void> {
  const facts = await inspectMachine();
  const missing = findMissing(facts);
  const packages = missing.flatMap(({ package: name }) => (name === undefined ? [] : [name]));
  const installable = facts.apt && facts.root;
  const remaining = installable ? missing.filter(({ package: name }) => name === undefined) : missing;
  if (remaining.length > 0) throw new Error(explainMissing(remaining, facts.apt));
  if (packages.length === 0) return;
  await progress.step(`installing ${packages.join(", ")}`, (tell) => installPackages(packages, tell));
  const stillMissing = findMissing(await inspectMachine());
  if (stillMissing.length > 0) throw new Error(explainMissing(stillMissing, facts.apt));
}

async function installPackages(packages: readonly string[], tell: (line: string) => void): Promise<void> {
  const log = join(cacheDirectory(), "log", "apt-get.log");
  const aptGet = (...args: string[]): Promise<void> =>
    runLogged("install the missing packages", { command: "apt-get", args, log, environment: { DEBIAN_FRONTEND: "noninteractive" } }, tell);
  await aptGet("update");
  await aptGet("install", "--yes", "--no-install-recommends", ...packages);
}

async function inspectMachine(): Promise<MachineFacts> {
  const needed = goNeeded();
  return {
    platform: process.platform,
    root: process.getuid?.() === 0,
    apt: hasProgram("apt-get"),
    hasProgram,
    hasFile: existsSync,
    runtime: hostRuntime(),
    goVersion: needed && (await goVersion()),
    goNeeded: needed,
  };
}

function hasProgram(name: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((directory) => isProgram(join(directory, name)));
}

async function goVersion(): Promise<string | undefined> {
  if (!hasProgram("go")) return undefined;
  const { stdout } = await promisify(execFile)("go", ["version"]);
  return /\bgo(\d+(?:\.\d+)*)/.exec(stdout)?.[1];
}

/** The programs that are not built yet, and the newest Go version that one of them requires. */
function goNeeded(): GoNeeded | undefined {
  const unbuilt = [
    ...(locateToolchain() ? [] : [{ builds: "Pulumi", version: goVersionOf(engineModule) }]),
    ...(isPebbleBuilt() ? [] : [{ builds: "the ACME server", version: goVersionOf(pebbleModule) }]),
  ];
  const [newest] = unbuilt.map(({ version }) => version).sort((one, other) => (isAtLeast(one, other) ? -1 : 1));
  if (newest === undefined) return undefined;
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  return { version: newest, archive: `https://go.dev/dl/go${newest}.linux-${architecture}.tar.gz`, builds: unbuilt.map(({ builds }) => builds) };
}
