import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Command, run } from "../hosts/command";
import type { Recipe } from "./recipe";
import type { Keyring } from "./system";

/** One step of a build, with its description for the user. */
export interface Step {
  readonly title: string;
  readonly carryOut: () => Promise<void>;
}

/** The steps that create the root file system in `root`, an empty or missing folder. */
export function buildSteps(recipe: Recipe, root: string): Step[] {
  return [
    { title: `installing ${recipe.title} from ${recipe.mirror}`, carryOut: () => bootstrap(recipe, root) },
    { title: `installing ${String(recipe.packages.length)} packages`, carryOut: () => installPackages(recipe, root) },
    { title: "cleaning", carryOut: () => clean(recipe, root) },
  ];
}

async function bootstrap(recipe: Recipe, root: string): Promise<void> {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true, mode: 0o755 });
  const { suite, script, mirror, components, keyring } = recipe;
  const keys = keyring && (await fetchKeyring(keyring, `${root}.keyring`));
  const options = ["--variant=minbase", "--include=ca-certificates", `--components=${components.join(",")}`, ...(keys ? [`--keyring=${keys}`] : [])];
  // In a separate mount namespace: debootstrap's mounts end with it, so the folder can always be removed.
  await run({ program: "unshare", args: ["--mount", "debootstrap", ...options, suite, root, mirror, ...(script === undefined ? [] : [script])] });
}

/** @throws Error if the package is not the one that the recipe names. */
async function fetchKeyring({ url, sha256, path }: Keyring, folder: string): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "package.deb");
  await run({ program: "curl", args: ["--silent", "--show-error", "--fail", "--location", "--max-time", "60", "--output", file, url] });
  const found = createHash("sha256").update(readFileSync(file)).digest("hex");
  if (found !== sha256) throw new Error(`Cannot trust ${url} as its SHA-256 must be ${sha256}: current value is ${found}`);
  await run({ program: "dpkg-deb", args: ["--extract", file, folder] });
  return join(folder, path);
}

async function installPackages(recipe: Recipe, root: string): Promise<void> {
  for (const { path, content, mode } of recipe.files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, { mode });
  }
  copyFileSync("/etc/resolv.conf", join(root, "etc/resolv.conf"));
  // invoke-rc.d(8): 101 keeps the packages' services from being started on this machine.
  const policy = join(root, "usr/sbin/policy-rc.d");
  writeFileSync(policy, "#!/bin/sh\nexit 101\n");
  chmodSync(policy, 0o755);
  await inside(root, ["apt-get", "-q", "update"]);
  await inside(root, ["apt-get", "-qy", "dist-upgrade"]);
  await inside(root, ["apt-get", "-qy", "install", "--no-install-recommends", ...recipe.packages]);
  rmSync(policy);
}

async function clean(recipe: Recipe, root: string): Promise<void> {
  await inside(root, ["systemctl", "disable", ...recipe.disabledUnits]);
  for (const unit of recipe.maskedUnits) {
    const link = join(root, "etc/systemd/system", unit);
    rmSync(link, { force: true });
    symlinkSync("/dev/null", link);
  }
  await inside(root, ["sh", "-c", `rm -rf ${recipe.removals.map((pattern) => `/${pattern}`).join(" ")}`]);
  await inside(root, ["find", "/usr/share/doc", "-type", "f", "!", "-name", "copyright", "-delete"]);
  await inside(root, ["find", "/usr/share/doc", "-type", "d", "-empty", "-delete"]);
  // machine-id(5): if empty, the first boot creates one.
  writeFileSync(join(root, "etc/machine-id"), "");
}

async function inside(root: string, command: readonly string[]): Promise<void> {
  const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" };
  await run(chroot(root, command), { env });
}

function chroot(root: string, command: readonly string[]): Command {
  return { program: "unshare", args: ["--mount", "chroot", root, ...command] };
}
