import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extract, type Header } from "tar-stream";
import { header, padding, trailer } from "../../../../components/release/trees/archive";
import type { TreeEntry } from "../../../../components/release/trees/tree";

const file = (path: string, size = 0, executable = false): TreeEntry => ({ kind: "file", path, executable, size, sha256: "0".repeat(64) });
const link = (path: string, target: string): TreeEntry => ({ kind: "link", path, target });

/** What tar writes for a file or link of the same name, owned by root at the beginning of time. */
function tarsOwn(name: string, content: Buffer | string, mode: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-header-"));
  try {
    if (typeof content === "string") symlinkSync(content, join(folder, name));
    else writeFileSync(join(folder, name), content);
    return execFileSync("tar", ["--create", "--format=ustar", "--owner=:0", "--group=:0", "--numeric-owner", "--mtime=@0", `--mode=${mode}`, "--directory", folder, name]).subarray(0, 512);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function headersIn(archive: Buffer): Promise<Header[]> {
  const unpack = extract();
  unpack.end(archive);
  const found: Header[] = [];
  for await (const entry of unpack) {
    found.push(entry.header);
    entry.resume();
  }
  return found;
}

describe("the header of an entry", () => {
  test.each<[string, TreeEntry, Buffer | string, string]>([
    ["a file", file("index.html", 5), Buffer.alloc(5), "0644"],
    ["an empty file", file("empty"), Buffer.alloc(0), "0644"],
    ["a program", file("run", 7, true), Buffer.alloc(7), "0755"],
    ["a file of 256 KiB", file("big", 2 ** 18), Buffer.alloc(2 ** 18), "0644"],
    ["a file of a long name", file("n".repeat(99), 1), Buffer.alloc(1), "0644"],
    ["a link", link("link", "index.html"), "index.html", "0755"],
    ["a link to a long name", link("link", "t".repeat(99)), "t".repeat(99), "0755"],
  ])("has in each field what tar writes, for %s", (_what, entry, content, mode) => {
    const [ours, theirs] = [header(entry), tarsOwn(entry.path, content, mode)];
    // POSIX leaves device numbers open where there is no device, and with them the checksum: tar writes zeros as digits.
    const fields = (bytes: Buffer): Record<string, string> => Object.fromEntries(Object.entries({ name: [0, 100], mode: [100, 108], uid: [108, 116], gid: [116, 124], size: [124, 136], mtime: [136, 148], type: [156, 157], linkname: [157, 257], magic: [257, 265], owners: [265, 329], prefix: [345, 512] }).map(([field, [from, to]]) => [field, bytes.subarray(from, to).toString("latin1")]));
    expect(ours).toHaveLength(512);
    expect(fields(ours)).toEqual(fields(theirs));
    // The sum of all octets, its own field taken as spaces.
    const sum = ours.reduce((total, octet, index) => total + (index >= 148 && index < 156 ? 0x20 : octet), 0);
    expect(ours.subarray(148, 156).toString("latin1")).toBe(`${sum.toString(8).padStart(6, "0")}\0 `);
  });

  test.each([98, 99, 100, 101, 511, 512, 513])("carries a name and a target of %d characters", async (length) => {
    const [name, target] = ["n".repeat(length), "t".repeat(length)];
    expect(await headersIn(Buffer.concat([header(link(name, target)), header(file("next")), trailer]))).toMatchObject([{ name, linkname: target, type: "symlink" }, { name: "next", type: "file" }]);
  });

  test("comes in the fewest blocks: one, and two more for each name that does not fit with its end", () => {
    const blocks = (entry: TreeEntry): number => header(entry).length / 512;
    expect([blocks(file("n".repeat(99))), blocks(file("n".repeat(100))), blocks(link("l", "t".repeat(99))), blocks(link("l", "t".repeat(100))), blocks(link("l".repeat(100), "t".repeat(100)))]).toEqual([1, 3, 1, 3, 5]);
  });
});

test.each([[0, 0], [1, 511], [511, 1], [512, 0], [513, 511], [1024, 0]])("a content of %d octets is filled with %d", (size, zeros) => {
  expect(padding(size).equals(Buffer.alloc(zeros))).toBe(true);
});

// POSIX: at least two blocks of zeros.
test("an archive ends with two blocks of zeros", () => {
  expect(trailer.equals(Buffer.alloc(1024))).toBe(true);
});
