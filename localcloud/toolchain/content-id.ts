import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Identifies the content of a folder's files, so that a program is rebuilt when one of them changes. */
export function contentId(folder: string): string {
  const digest = createHash("sha256");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) digest.update(readFileSync(file));
  return digest.digest("hex").slice(0, 12);
}
