import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { archive } from "../../../../components/release/trees/execution/archive";
import { readTree } from "../../../../components/release/trees/execution/read-tree";
import type { TreeEntry } from "../../../../components/release/trees/tree";

let source: string;
let target: string;
beforeEach(() => ([source, target] = [mkdtempSync(join(tmpdir(), "tlsup-source-")), mkdtempSync(join(tmpdir(), "tlsup-target-"))]));
afterEach(() => [source, target].forEach((folder) => rmSync(folder, { recursive: true })));

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(source, path)), { recursive: true });
  writeFileSync(join(source, path), content);
}

function entries(): readonly TreeEntry[] {
  const { entries: found, faults } = readTree(source, source);
  if (!found) throw new Error(JSON.stringify(faults));
  return found;
}

async function chunks(of: readonly TreeEntry[]): Promise<Buffer[]> {
  const found: Buffer[] = [];
  for await (const chunk of archive(source, of)) found.push(chunk);
  return found;
}

const megabyte = 1024 * 1024;

test("tar unpacks an archive as the folder is: long names, modes, links, contents of any size", async () => {
  const long = `${"folder/".repeat(40)}${"ä".repeat(100)}`;
  const contents: readonly (readonly [string, Buffer])[] = [0, 1, 511, 512, 513, megabyte, megabyte + 1, 3 * megabyte + 7].map((size) => [
    `of-${size}`,
    Buffer.alloc(size, size % 251),
  ]);
  for (const [path, content] of [...contents, ["a b'c", Buffer.from("quoted")], [long, Buffer.from("deep")]] as const) write(path, content);
  chmodSync(join(source, "of-1"), 0o755);
  symlinkSync(long, join(source, "link"));
  execFileSync("tar", ["--extract", "--directory", target, "--same-permissions", "--touch"], { input: Buffer.concat(await chunks(entries())) });
  for (const [path, content] of contents) expect(readFileSync(join(target, path)).equals(content)).toBe(true);
  expect([readFileSync(join(target, "a b'c"), "utf8"), readFileSync(join(target, "link"), "utf8")]).toEqual(["quoted", "deep"]);
  expect(["of-0", "of-1"].map((path) => statSync(join(target, path)).mode & 0o777)).toEqual([0o644, 0o755]);
});

test("an archive of many small files comes in few chunks", async () => {
  for (let index = 0; index < 1000; index += 1) write(`file-${index}`, "content");
  expect((await chunks(entries())).length).toBeLessThan(4);
});

describe.each([10, 2 * megabyte])("a file of %d octets", (size) => {
  test.each([
    ["longer", (path: string) => appendFileSync(path, "x")],
    ["shorter", (path: string) => truncateSync(path, size - 1)],
  ])("that has become %s is not sent", async (_what, change) => {
    write("file", Buffer.alloc(size));
    const planned = entries();
    change(join(source, "file"));
    await expect(chunks(planned)).rejects.toThrow(
      `Cannot send ${join(source, "file")} as it must keep its size while it is sent: it has another one now. Run again`,
    );
  });

  test("that is gone ends the archive with an error that names it", async () => {
    write("file", Buffer.alloc(size));
    const planned = entries();
    rmSync(join(source, "file"));
    await expect(chunks(planned)).rejects.toThrow(join(source, "file"));
  });
});
