import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/environment";

/** A file, by its path in the repository. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** How a file begins that a shell runs, whatever its name. */
export const shellLine = /^#!.*\b(ba|da)?sh\b/;

/** Every file of the repository, whether it is committed already or not. */
export function ownFiles(): SourceFile[] {
  return execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" })
    .split("\n")
    .filter((name) => name !== "" && existsSync(join(root, name)))
    .map((name) => ({ name, text: readFileSync(join(root, name), "utf8") }));
}
