import type { TreeEntry } from "./tree";

const block = 512;

/**
 * What comes before the content of an entry in a tar archive. `tar-stream` takes three times as long for thousands of small files.
 * Source: POSIX.1-2017, pax, "ustar Interchange Format"; names that are longer come as GNU tar writes them, in an entry of their own.
 */
export function header(entry: TreeEntry): Buffer {
  const target = entry.kind === "link" ? entry.target : "";
  const fields = { path: entry.path, target, mode: entry.kind === "file" && !entry.executable ? 0o644 : 0o755, size: entry.kind === "file" ? entry.size : 0, type: entry.kind === "file" ? "0" : "2" };
  return Buffer.concat([...longName("K", target), ...longName("L", entry.path), record(fields)]);
}

/** The zeros that fill the last block of a content of `size` bytes. */
export function padding(size: number): Buffer {
  return Buffer.alloc((block - (size % block)) % block);
}

/** What an archive ends with. */
export const trailer: Buffer = Buffer.alloc(2 * block);

interface Fields {
  readonly path: string;
  readonly target: string;
  readonly mode: number;
  readonly size: number;
  readonly type: string;
}

function longName(type: "K" | "L", name: string): Buffer[] {
  const bytes = Buffer.from(`${name}\0`);
  if (bytes.length <= 100) return [];
  return [record({ path: "././@LongLink", target: "", mode: 0, size: bytes.length, type }), bytes, padding(bytes.length)];
}

function record({ path, target, mode, size, type }: Fields): Buffer {
  const bytes = Buffer.alloc(block);
  bytes.set(Buffer.from(path).subarray(0, 100), 0);
  bytes.write(octal(mode, 8), 100);
  bytes.write(octal(0, 8), 108);
  bytes.write(octal(0, 8), 116);
  bytes.write(octal(size, 12), 124);
  // The host gives a file the time of its arrival: caches compare it, and the time here may be the same for another content.
  bytes.write(octal(0, 12), 136);
  // The checksum is taken with spaces in its own place.
  bytes.write(" ".repeat(8), 148);
  bytes.write(type, 156);
  bytes.set(Buffer.from(target).subarray(0, 100), 157);
  bytes.write("ustar\x0000", 257);
  bytes.write(`${octal(bytes.reduce((sum, byte) => sum + byte, 0), 7)} `, 148);
  return bytes;
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\0`;
}
