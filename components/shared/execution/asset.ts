import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const packageRoot = dirname(createRequire(__filename).resolve("tlsup/package.json"));

/** The text of a file that ships uncompiled, by its path below `components/`. */
export function asset(path: string): string {
  return readFileSync(join(packageRoot, "components", path), "utf8");
}
