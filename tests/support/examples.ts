import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { root } from "./environment";

/** Files that a user's own runs leave in an example's folder. */
const leftovers = /^(sdks|venv|Pulumi\..+\.yaml)$/;

/** A copy of an example in a folder that looks like this repository. Nothing is written into the repository. */
export function copyExample(name: string): string {
  const repository = mkdtempSync(join(tmpdir(), "tlsup-example-"));
  for (const shown of ["package.json", "tsconfig.json", "tsconfig.pulumi.json", "bin", "components", "dist", "node_modules"])
    symlinkSync(join(root, shown), join(repository, shown));
  const folder = join(repository, "examples", name);
  mkdirSync(join(repository, "examples"));
  cpSync(join(root, "examples", name), folder, { recursive: true, filter: (source) => !leftovers.test(basename(source)) });
  return folder;
}

/** Runs a command of the README in an example's folder. */
export async function runIn(folder: string, command: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** Replaces texts in a file of an example; each of them must be in the file. */
export function edit(file: string, replacements: Readonly<Record<string, string>>): void {
  let text = readFileSync(file, "utf8");
  for (const [from, to] of Object.entries(replacements)) {
    if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
    text = text.replaceAll(from, to);
  }
  writeFileSync(file, text);
}
