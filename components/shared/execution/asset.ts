import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";

const packageRoot = dirname(createRequire(__filename).resolve("tlsup/package.json"));
const [top] = relative(packageRoot, __filename).split(sep);
/** The build writes these files beside the compiled ones, without their comments. */
const folder = join(packageRoot, top === "dist" ? "dist" : "", "components");

/** The text of a script for hosts, by its path below `components/`. */
export function asset(path: string): string {
  return readFileSync(join(folder, path), "utf8");
}
