import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Compares `text` with the file of that name under tests/golden/files; `UPDATE_GOLDEN=1` writes it instead. */
export function expectGolden(name: string, text: string): void {
  const file = join(__dirname, "..", "golden", "files", name);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
}
