import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { currentFolder, type Release } from "../../components/release/common/release";

/** Compares `text` with the file of that name under tests/golden/files; `UPDATE_GOLDEN=1` writes it instead. */
export function expectGolden(name: string, text: string): void {
  const file = join(__dirname, "..", "golden", "files", name);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
}

/** Files of a release of blog.example.com as nginx, Caddy or Apache reads them, one after the other: each with the files of the release that it includes. */
export function asRead(files: Release["files"], ...paths: readonly string[]): string {
  const including = new RegExp(`^\\s*(?:include|import) ${currentFolder("blog.example.com")}/([^;*\n]+)(?:[*]([^;\n]+))?;?\n`, "gim");
  const included = (start: string, end?: string): string[] =>
    Object.keys(files)
      .filter((path) => (end === undefined ? path === start : path.startsWith(start) && path.endsWith(end)))
      .sort();
  return paths
    .map((path) => (files[path] ?? "").replaceAll(including, (_line, start: string, end?: string) => asRead(files, ...included(start, end))))
    .join("");
}
