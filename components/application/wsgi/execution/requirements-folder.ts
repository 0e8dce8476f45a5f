import { createHash } from "node:crypto";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { TreeEntry } from "../../../release/trees/tree";
import type { RequirementsFolder } from "../requirements";

/** An application's local folder, already read as a tree, so that its links do not lead out of it. */
export function requirementsFolder(directory: string, entries: readonly TreeEntry[]): RequirementsFolder {
  return {
    text: (path) => attempt(() => readFileSync(join(directory, path), "utf8")),
    sums: (path) =>
      attempt(() => {
        const real = relative(realpathSync(directory), realpathSync(join(directory, path)))
          .split(sep)
          .join("/");
        const inside = entries.filter((entry) => entry.path.startsWith(`${real}/`));
        const sums = inside.map(
          (entry) => [`${path}${entry.path.slice(real.length)}`, entry.kind === "file" ? entry.sha256 : sumOf(join(directory, entry.path))] as const,
        );
        return sums.length === 0 ? undefined : Object.fromEntries(sums);
      }),
  };
}

/** The digest of what a link leads to. For a folder it is that of an empty text, as pip does not look for files behind such a link. */
function sumOf(path: string): string {
  return createHash("sha256")
    .update(statSync(path).isFile() ? readFileSync(path) : "")
    .digest("hex");
}

/** `undefined` if there is no such file or folder. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
