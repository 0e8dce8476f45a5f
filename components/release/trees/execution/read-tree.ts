import { createHash, hash } from "node:crypto";
import { closeSync, fstatSync, openSync, readdirSync, readlinkSync, readSync, realpathSync, type Dirent } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import type { Fault } from "../../../shared/fault";
import type { TreeEntry, TreeFile, TreeLink } from "../tree";

/** Beyond these, another folder was named by mistake: a disk image, a cache, the whole home. */
const most = { files: 100_000, bytes: 1024 ** 3 };

/** The host's lists are lines with tabs, `sha256sum` writes backslashes otherwise, and the last is what a name becomes that is not UTF-8. */
const unusable = /[\p{Cc}\\\uFFFD]/u;

/** So many faults of one folder are told. */
const mostFaults = 10;

/**
 * One buffer for all files: a site has thousands of small ones. Read one after the other, they take a quarter of the time that reading them in parallel takes.
 */
const buffer = Buffer.allocUnsafe(1024 * 1024);

/**
 * Reads a folder, each file once. What is wrong with it is told under `path`, the setting that names it. Names that begin with a dot
 * stay at home, except `.well-known`.
 */
export function readTree(folder: string, path: string): TreeReading {
  const { faults, entries } = new Reader(folder, path);
  return faults.length > 0 ? { faults } : { entries };
}

/** What a folder holds, or what is wrong with it. */
export type TreeReading =
  { readonly entries: readonly TreeEntry[]; readonly faults?: undefined } | { readonly entries?: undefined; readonly faults: readonly Fault[] };

class Reader {
  readonly entries: TreeEntry[] = [];
  readonly faults: Fault[] = [];
  #bytes = 0;

  constructor(
    readonly folder: string,
    readonly setting: string,
  ) {
    this.#readFolder("");
    if (this.entries.length === 0 && this.faults.length === 0)
      this.#refuse(`must hold files: ${folder} holds none`, "Build the site first, or name another folder. Names that begin with a dot do not count");
  }

  #readFolder(path: string): void {
    for (const entry of this.#attempt(path, () => readdirSync(join(this.folder, path), { withFileTypes: true })) ?? []) {
      if (this.#isFull()) return;
      if (travels(entry.name)) this.#readEntry(path === "" ? entry.name : `${path}/${entry.name}`, entry);
    }
  }

  #readEntry(path: string, entry: Dirent): void {
    if (unusable.test(entry.name))
      return this.#refuse(
        `must hold names of UTF-8 without control characters and backslashes only: ${JSON.stringify(this.#name(path))} is another`,
        "Rename it",
      );
    if (entry.isDirectory()) return this.#readFolder(path);
    if (!entry.isFile() && !entry.isSymbolicLink())
      return this.#refuse(`must hold files, folders and symbolic links only: ${this.#name(path)} is none of them`, "Remove it");
    const read = this.#attempt(path, () => (entry.isFile() ? this.#readFile(path) : this.#readLink(path)));
    if (read) this.entries.push(read);
    if (this.entries.length > most.files) this.#refuse(`must hold at most ${most.files} files: ${this.folder} holds more`, "Name the folder of the site alone");
  }

  #readFile(path: string): TreeFile | undefined {
    const file = readFile(this.folder, path, most.bytes - this.#bytes);
    this.#bytes += file?.size ?? Infinity;
    if (!file) this.#refuse(`must hold at most ${most.bytes / 1024 ** 2} MiB: ${this.folder} holds more`, "Name the folder of the site alone");
    return file;
  }

  #readLink(path: string): TreeLink | undefined {
    const target = readlinkSync(join(this.folder, path));
    const end = relative(realpathSync(this.folder), realpathSync(join(this.folder, path)));
    // On the host the folder has another name, and another folder around it.
    const stays = !isAbsolute(target) && !join(dirname(path), target).startsWith("..");
    if (stays && !unusable.test(target) && end.split(sep).every(travels)) return { kind: "link", path, target };
    this.#refuse(
      `must not lead elsewhere: ${this.#name(path)} is a symbolic link to ${JSON.stringify(target)}`,
      "Put the file itself there, or lead to a file of the same folder by a relative path",
    );
    return undefined;
  }

  #isFull(): boolean {
    return this.#bytes > most.bytes || this.entries.length > most.files || this.faults.length >= mostFaults;
  }

  #attempt<T>(path: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      const { code = "an error" } = error as NodeJS.ErrnoException;
      const what = path === "" ? "be a folder that can be read" : "hold what can be read";
      this.#refuse(`must ${what}: ${this.#name(path)} gives ${code}`, "Correct the path, which is relative to the program's folder, or the permissions");
      return undefined;
    }
  }

  #refuse(problem: string, remedy: string): void {
    this.faults.push({ path: this.setting, problem, remedy });
  }

  #name(path: string): string {
    return join(this.folder, path);
  }
}

/** `..` of a link that leads out does not, either. */
function travels(name: string): boolean {
  return !name.startsWith(".") || name === ".well-known";
}

/** `undefined` when there is more than `mostBytes` to read. */
function readFile(folder: string, path: string, mostBytes: number): TreeFile | undefined {
  const file = openSync(join(folder, path), "r");
  try {
    const { mode, size } = fstatSync(file);
    if (size > mostBytes) return undefined;
    const count = readSync(file, buffer, 0, buffer.length, null);
    const content = buffer.subarray(0, count);
    // In one call where it fits: the object takes as long as ten kilobytes.
    const digest = count === size ? { size, sha256: hash("sha256", content) } : digestOf(file, content);
    return { kind: "file", path, executable: (mode & 0o100) !== 0, ...digest };
  } finally {
    closeSync(file);
  }
}

/** Of a file whose first part has been read. */
function digestOf(file: number, first: Buffer): Pick<TreeFile, "size" | "sha256"> {
  const digest = createHash("sha256").update(first);
  let size = first.length;
  for (let count; (count = readSync(file, buffer, 0, buffer.length, null)) > 0; size += count) digest.update(buffer.subarray(0, count));
  return { size, sha256: digest.digest("hex") };
}
