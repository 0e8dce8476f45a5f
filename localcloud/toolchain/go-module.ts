import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The Go version that a module requires, e.g. `1.26.6`. */
export function goVersionOf(module: string): string {
  return lineOf(module, /^go (\S+)$/m, "`go` with a version");
}

/** The version of another module that `module` pins, without its `v`. */
export function pinnedVersion(module: string, path: string): string {
  return lineOf(module, new RegExp(`^require ${path.replaceAll(".", "\\.")} v(\\S+)$`, "m"), `\`require ${path}\``);
}

function lineOf(module: string, pattern: RegExp, what: string): string {
  const file = join(module, "go.mod");
  const found = pattern.exec(readFileSync(file, "utf8"))?.[1];
  if (found === undefined) throw new Error(`Cannot read ${file} as it must have a line ${what}: it has none`);
  return found;
}
