import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Anything the local cloud remembers is found by an id that is safe as a file name. */
export interface Item {
  readonly id: string;
}

/**
 * Items of one kind, one JSON file each. What `put` or `delete` did is on disk when it returns: an API
 * acknowledges afterwards, so a crash of the daemon loses nothing that was acknowledged.
 */
export class Collection<T extends Item> {
  readonly #items = new Map<string, T>();

  constructor(readonly directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    for (const file of readdirSync(directory).sort()) {
      if (!file.endsWith(".json")) continue;
      const item = JSON.parse(readFileSync(join(directory, file), "utf8")) as T;
      this.#items.set(item.id, item);
    }
  }

  get(id: string): T | undefined {
    return this.#items.get(id);
  }

  /** In order of insertion; after a restart, of file names. */
  list(): T[] {
    return [...this.#items.values()];
  }

  put(item: T): T {
    writeDurably(this.#file(item.id), JSON.stringify(item, null, 1));
    this.#items.set(item.id, item);
    return item;
  }

  delete(id: string): boolean {
    if (!this.#items.delete(id)) return false;
    rmSync(this.#file(id), { force: true });
    syncDirectory(this.directory);
    return true;
  }

  #file(id: string): string {
    if (!/^[\w.:@-]+$/.test(id)) throw new Error(`Cannot store an item under the id ${JSON.stringify(id)}: it is no file name`);
    return join(this.directory, `${id}.json`);
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

/** Replaces a file's content so that a crash leaves the old or the new one, never a part. */
export function writeDurably(file: string, content: string, mode = 0o600): void {
  const temporary = `${file}.new`;
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
