#!/usr/bin/env node
// Runs before start, test and bench, and when dependencies are installed:
// installs the dependencies and compiles, unless that is up to date.
// Also creates the configuration of the stack `local` unless it exists: Pulumi writes this user's salt into it, so it is not in the repository.
// With the argument `types`, it also checks types and writes declarations, which a package needs and a run does not: that takes four times as long.
// Deliberately plain JavaScript: nothing is installed yet when it runs.
const { spawnSync } = require("node:child_process");
const { constants, copyFileSync, existsSync, readdirSync, statSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");

/** When the newest file of `paths` was changed; 0 if none exists. */
function changed(...paths) {
  const times = paths.map((path) => {
    const file = join(root, path);
    if (!existsSync(file)) return 0;
    const stats = statSync(file);
    if (!stats.isDirectory()) return stats.mtimeMs;
    return changed(
      ...readdirSync(file)
        .filter((name) => name !== "dist" && name !== "dist.new")
        .map((name) => join(path, name)),
    );
  });
  return Math.max(0, ...times);
}

function run(command, ...args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ["inherit", process.stderr, "inherit"] });
  if (status !== 0) {
    process.stderr.write(`Cannot go on: \`${[command, ...args].join(" ")}\` failed; the reason is above.\n`);
    process.exit(1);
  }
}

const [example, local] = [join(root, "stacks", "local.example.yaml"), join(root, "stacks", "Pulumi.local.yaml")];
if (existsSync(example) && !existsSync(local)) copyFileSync(example, local, constants.COPYFILE_EXCL);
// Npm itself runs this as `prepare`, before it records what it has installed.
if (process.env.npm_lifecycle_event !== "prepare" && changed("package-lock.json") > changed("node_modules/.package-lock.json"))
  run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
const [script, library] = process.argv[2] === "types" ? ["build", "dist/types/cli.d.ts"] : ["compile", "dist/index.js"];
const compiled = Math.min(changed(library), changed("localcloud/dist/index.js"), changed("policy/dist/policies.js"));
if (changed("components", "cli", "localcloud", "policy", "bin", "tsconfig.json", "tsconfig.build.json") > compiled) run("npm", "run", "--silent", script);
