import { createHash } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What file systems allow, in bytes. */
const longestName = 255;
const temporaryEnd = ".new";

/** Everything in the local cloud's store has an id of characters that are safe in a file name. */
export interface Item {
  readonly id: string;
}

/** A file's content besides the item: its place among the others. */
interface Placed {
  readonly $sequence?: number;
}

/**
 * Items of one kind, one JSON file each. A change is on disk when `put` or `delete` returns: an API
 * acknowledges it afterwards, so a crash of the daemon loses no acknowledged change.
 */
export class Collection<T extends Item> {
  readonly #items = new Map<string, T>();
  readonly #places = new Map<string, number>();
  #next = 1;

  constructor(readonly directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const files = readdirSync(directory)
      .filter((file) => file.endsWith(".json"))
      .sort();
    const stored = files.map((file) => JSON.parse(readFileSync(join(directory, file), "utf8")) as T & Placed);
    for (const { $sequence: place = 0, ...item } of stored.sort((one, other) => (one.$sequence ?? 0) - (other.$sequence ?? 0))) {
      this.#items.set(item.id, item as unknown as T);
      this.#places.set(item.id, place);
      this.#next = place + 1;
    }
  }

  get(id: string): T | undefined {
    return this.#items.get(id);
  }

  /** In order of creation, which neither random ids nor a clock's coarse time would tell. */
  list(): T[] {
    return [...this.#items.values()];
  }

  /** An existing item keeps its place. */
  put(item: T): T {
    const place = this.#places.get(item.id) ?? this.#next++;
    writeDurably(this.#file(item.id), JSON.stringify({ ...item, $sequence: place }, null, 1));
    this.#items.set(item.id, item);
    this.#places.set(item.id, place);
    return item;
  }

  delete(id: string): boolean {
    if (!this.#items.delete(id)) return false;
    this.#places.delete(id);
    rmSync(this.#file(id), { force: true });
    syncDirectory(this.directory);
    return true;
  }

  #file(id: string): string {
    if (!/^[\w.:@-]+$/.test(id)) throw new Error(`Cannot store an item under the id ${JSON.stringify(id)}: it is no file name`);
    // The name of a tag or of a host may be as long as that of a file, which has an end here.
    const name = id.length <= longestName - `.json${temporaryEnd}`.length ? id : createHash("sha256").update(id).digest("hex");
    return join(this.directory, `${name}.json`);
  }
}

/** The state of one local cloud on disk. */
export class Store {
  readonly #collections = new Map<string, Collection<Item>>();

  constructor(readonly directory: string) {}

  collection<T extends Item>(name: string): Collection<T> {
    let collection = this.#collections.get(name);
    if (!collection) {
      collection = new Collection<Item>(join(this.directory, name));
      this.#collections.set(name, collection);
    }
    return collection as unknown as Collection<T>;
  }
}

/** Replaces a file's content so that a crash leaves the old or the new content, never a part. */
export function writeDurably(file: string, content: string, mode = 0o600): void {
  const temporary = `${file}${temporaryEnd}`;
  const descriptor = openSync(temporary, "w", mode);
  try {
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
  syncDirectory(join(file, ".."));
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
