import { createHash, hash } from "node:crypto";
import { closeSync, fstatSync, openSync, readdirSync, readlinkSync, readSync, realpathSync, type Dirent } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import type { Fault } from "../../../shared/fault";
import type { TreeEntry, TreeFile, TreeLink } from "../tree";

/** A larger folder was probably named by mistake: a disk image, a cache, the whole home directory. */
const most = { files: 100_000, bytes: 1024 ** 3 };

/** The host's lists have lines and tabs, `sha256sum` escapes backslashes, and Node.js puts U+FFFD into a name that is not UTF-8. */
const unusable = /[\p{Cc}\\\uFFFD]/u;

/** At most so many faults of one folder are reported. */
const mostFaults = 10;

/**
 * One buffer for all files: a site has thousands of small ones. Reading them one after the other takes a quarter of the time of reading them in parallel.
 */
const buffer = Buffer.allocUnsafe(1024 * 1024);

/**
 * Reads a folder, each file once. Faults are reported under `path`, the setting that names the folder. Names that begin with a dot
 * are left out, except `.well-known`.
 */
export function readTree(folder: string, path: string): TreeReading {
  const { faults, entries } = new Reader(folder, path);
  return faults.length > 0 ? { faults } : { entries };
}

/** The content of a folder, or its faults. */
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

/** Whether an entry with this name is sent. `..`, in the path of a link that leads out of the folder, is not. */
function travels(name: string): boolean {
  return !name.startsWith(".") || name === ".well-known";
}

/** Reads a file; `undefined` if it has more than `mostBytes`. */
function readFile(folder: string, path: string, mostBytes: number): TreeFile | undefined {
  const file = openSync(join(folder, path), "r");
  try {
    const { mode, size } = fstatSync(file);
    if (size > mostBytes) return undefined;
    const count = readSync(file, buffer, 0, buffer.length, null);
    const content = buffer.subarray(0, count);
    // One call if the content fits in the buffer: making a hash object takes as long as hashing ten kilobytes.
    const digest = count === size ? { size, sha256: hash("sha256", content) } : digestOf(file, content);
    return { kind: "file", path, executable: (mode & 0o100) !== 0, ...digest };
  } finally {
    closeSync(file);
  }
}

/** The digest of a file whose first part has been read. */
function digestOf(file: number, first: Buffer): Pick<TreeFile, "size" | "sha256"> {
  const digest = createHash("sha256").update(first);
  let size = first.length;
  for (let count; (count = readSync(file, buffer, 0, buffer.length, null)) > 0; size += count) digest.update(buffer.subarray(0, count));
  return { size, sha256: digest.digest("hex") };
}
