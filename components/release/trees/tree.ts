import { sha256, type Tree } from "../common/release";

/** A part of a folder that is sent. Subfolders are only sent with what is in them. */
export type TreeEntry = TreeFile | TreeLink;

/** A file. */
export interface TreeFile {
  readonly kind: "file";
  /** Relative to the folder, with `/` between names. */
  readonly path: string;
  /** Whether its owner may execute it. If so, everyone may on the host. */
  readonly executable: boolean;
  /** In bytes. */
  readonly size: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** A symbolic link to something within the folder. */
export interface TreeLink {
  readonly kind: "link";
  /** See {@link TreeFile.path}. */
  readonly path: string;
  /** Relative to the link's own folder. */
  readonly target: string;
}

/** Up to so many files a preview lists each file, beyond that each folder. */
const mostParts = 200;

/**
 * The content of a folder, as the host keeps it beside its copy: a line for each entry, sorted by bytes.
 * PATH MODE SIZE SHA-256 is a file, PATH link 0 TARGET a symbolic link, with tabs in between.
 */
export function manifestOf(entries: readonly TreeEntry[]): string {
  return entries
    .map((entry) => `${line(entry)}\n`)
    .sort(compareBytes)
    .join("");
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function line(entry: TreeEntry): string {
  if (entry.kind === "link") return [entry.path, "link", "0", entry.target].join("\t");
  return [entry.path, entry.executable ? "755" : "644", String(entry.size), entry.sha256].join("\t");
}

/** A folder as a part of a release: its local path, and the digest of its manifest, which is its name on the host. */
export function treeOf(source: string, entries: readonly TreeEntry[]): Tree {
  return { source, digest: sha256(manifestOf(entries)), parts: partsOf(entries) };
}

/** What a preview shows: each file; for many files, each folder and file of the first level; for many of those, only their number. */
function partsOf(entries: readonly TreeEntry[]): Record<string, string> {
  if (entries.length <= mostParts) return digests(entries, ({ path }) => path);
  const top = digests(entries, ({ path }) => path.replace(/\/.*/s, "/"));
  return Object.keys(top).length <= mostParts ? top : digests(entries, () => "./");
}

function digests(entries: readonly TreeEntry[], nameOf: (entry: TreeEntry) => string): Record<string, string> {
  const groups = new Map<string, TreeEntry[]>();
  for (const entry of entries) {
    const name = nameOf(entry);
    const group = groups.get(name);
    if (group) group.push(entry);
    else groups.set(name, [entry]);
  }
  return Object.fromEntries([...groups].map(([name, group]) => [name, `${counted(name, group)}${sha256(manifestOf(group)).slice(0, 12)}`]));
}

function counted(name: string, group: readonly TreeEntry[]): string {
  return name.endsWith("/") ? `${group.length} ${group.length === 1 ? "file" : "files"}, ` : "";
}
