import { createReadStream, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Header, Pack } from "tar-stream";
import type { TreeEntry, TreeFile } from "../tree";

type Entry = Partial<Header> & Pick<Header, "name">;

const chunkBytes = 1024 * 1024;

/** A tar archive of `entries` of the folder `source`, in chunks of about a megabyte. Throws if a file cannot be read, or if its size has changed. */
export async function* archive(source: string, entries: readonly TreeEntry[]): AsyncGenerator<Buffer> {
  // Loaded here, as a run without changes sends nothing.
  const { pack } = await import("tar-stream");
  const packed = pack();
  void fill(packed, source, entries).catch((error: unknown) => packed.destroy(error as Error));
  let parts: Buffer[] = [];
  let length = 0;
  // Small parts are joined, as each chunk is a separate packet on the connection.
  for await (const part of packed as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length < chunkBytes) continue;
    yield Buffer.concat(parts);
    parts = [];
    length = 0;
  }
  yield Buffer.concat(parts);
}

async function fill(packed: Pack, source: string, entries: readonly TreeEntry[]): Promise<void> {
  for (const entry of entries) {
    if (entry.kind === "link") await add(packed, { name: entry.path, type: "symlink", linkname: entry.target });
    else await addFile(packed, join(source, entry.path), entry);
  }
  packed.finalize();
}

async function addFile(packed: Pack, path: string, { path: name, size, executable }: TreeFile): Promise<void> {
  if (statSync(path).size !== size) throw new Error(`Cannot send ${path} as it must keep its size while it is sent: it has another one now. Run again`);
  const header: Entry = { name, size, mode: executable ? 0o755 : 0o644 };
  if (size > chunkBytes) await pipeline(createReadStream(path), packed.entry(header));
  else await add(packed, header, readFileSync(path));
}

function add(packed: Pack, header: Entry, content = Buffer.alloc(0)): Promise<void> {
  return new Promise((resolve, reject) => packed.entry(header, content, (error) => (error ? reject(error) : resolve())));
}
