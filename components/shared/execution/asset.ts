import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The text of a file that ships beside the compiled components, by its path below `components/`. */
export function asset(path: string): string {
  return readFileSync(join(__dirname, "..", "..", path), "utf8");
}
