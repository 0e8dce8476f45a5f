import { sha256, type Tree } from "../common/release";

/** Something in a folder that travels. Folders themselves come with what is in them. */
export type TreeEntry = TreeFile | TreeLink;

/** A file. */
export interface TreeFile {
  readonly kind: "file";
  /** Relative to the folder, with `/` between names. */
  readonly path: string;
  /** Whether its owner may execute it; on the host, then everybody may. */
  readonly executable: boolean;
  /** In bytes. */
  readonly size: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** A symbolic link to something within the folder. */
export interface TreeLink {
  readonly kind: "link";
  /** As {@link TreeFile.path}. */
  readonly path: string;
  /** Relative to the link's own folder. */
  readonly target: string;
}

/** Up to so many lines a preview tells file by file; of more, folder by folder. */
const mostParts = 200;

/**
 * What a folder holds, as the host keeps it beside its copy: a line for each entry, in the order of their bytes, as `comm` wants it.
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

/** A folder as a part of a release: its name here, and a digest of its manifest, which is what it is called on the host. */
export function treeOf(source: string, entries: readonly TreeEntry[]): Tree {
  return { source, digest: sha256(manifestOf(entries)), parts: partsOf(entries) };
}

/** What a preview shows: each file; of many files each folder and file of the first level; of many of those only how many there are. */
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
