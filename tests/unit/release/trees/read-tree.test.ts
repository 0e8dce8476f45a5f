import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readTree } from "../../../../components/release/trees/execution/read-tree";

let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "tlsup-tree-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (path: string, content = path): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
};

const problems = (): string[] =>
  (readTree(folder, "site.directory").faults ?? []).map(({ path, problem }) => `${path} ${problem.replaceAll(folder, "FOLDER")}`);
const paths = (): string[] => (readTree(folder, "site.directory").entries ?? []).map(({ path }) => path).sort();

test("each file has its path, its size, whether it is executable, and the SHA-256 of its content", () => {
  write("a/b/program", "x".repeat(3_000_000));
  chmodSync(join(folder, "a/b/program"), 0o700);
  write("empty", "");
  expect(readTree(folder, "")).toEqual({
    entries: expect.arrayContaining([
      { kind: "file", path: "a/b/program", executable: true, size: 3_000_000, sha256: createHash("sha256").update("x".repeat(3_000_000)).digest("hex") },
      { kind: "file", path: "empty", executable: false, size: 0, sha256: createHash("sha256").digest("hex") },
    ]),
  });
});

test("names that begin with a dot stay at home, except .well-known", () => {
  for (const path of ["index.html", ".env", ".git/config", ".well-known/security.txt", "a/.htpasswd"]) write(path);
  expect(paths()).toEqual([".well-known/security.txt", "index.html"]);
});

test("links within the folder travel as links, and folders that are links are not gone into", () => {
  write("a/b/page.html");
  symlinkSync("a/b", join(folder, "short"));
  symlinkSync("../b/page.html", join(folder, "a/b/again.html"));
  expect(readTree(folder, "").entries).toEqual(
    expect.arrayContaining([
      { kind: "link", path: "short", target: "a/b" },
      { kind: "link", path: "a/b/again.html", target: "../b/page.html" },
    ]),
  );
  expect(paths()).toEqual(["a/b/again.html", "a/b/page.html", "short"]);
});

test.each([
  ["an absolute target", () => "/etc/passwd", 'must not lead elsewhere: FOLDER/link is a symbolic link to "/etc/passwd"'],
  ["a target outside", () => "../..", 'must not lead elsewhere: FOLDER/link is a symbolic link to "../.."'],
  [
    "a way out and in again, which has another name on the host",
    () => `../${folder.split("/").at(-1)}/page`,
    /^site.directory must not lead elsewhere: FOLDER\/link/,
  ],
  ["nothing at its end", () => "nothing", "must hold what can be read: FOLDER/link gives ENOENT"],
  ["a circle", () => "link", "must hold what can be read: FOLDER/link gives ELOOP"],
  ["a file that stays at home", () => ".env", 'must not lead elsewhere: FOLDER/link is a symbolic link to ".env"'],
])("a link with %s is refused", (_what, target, problem) => {
  write("page");
  write(".env");
  symlinkSync(target(), join(folder, "link"));
  expect(problems()).toEqual([typeof problem === "string" ? `site.directory ${problem}` : expect.stringMatching(problem)]);
});

test("what is neither a file nor a folder nor a link is refused, and so are names that no list can hold", () => {
  execFileSync("mkfifo", [join(folder, "pipe")]);
  write("two\nlines");
  write("back\\slash");
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff])]), "");
  expect(problems().sort()).toEqual([
    expect.stringContaining("must hold files, folders and symbolic links only: FOLDER/pipe"),
    expect.stringContaining('"FOLDER/back\\\\slash" is another'),
    expect.stringContaining('"FOLDER/f\uFFFD" is another'),
    expect.stringContaining('"FOLDER/two\\nlines" is another'),
  ]);
});

test("a folder that is not there, is none, or holds nothing is refused by its setting's path", () => {
  write("file");
  expect(readTree(join(folder, "missing"), "site.directory").faults).toEqual([
    expect.objectContaining({ path: "site.directory", problem: `must be a folder that can be read: ${folder}/missing gives ENOENT` }),
  ]);
  expect(readTree(join(folder, "file"), "site.directory").faults?.[0]?.problem).toContain("gives ENOTDIR");
  mkdirSync(join(folder, "empty/.git"), { recursive: true });
  expect(readTree(join(folder, "empty"), "site.directory").faults?.[0]?.problem).toBe(`must hold files: ${folder}/empty holds none`);
});

test("a folder beyond the limit is refused before all of it was read", () => {
  execFileSync("truncate", ["--size", "1100M", join(folder, "image")]);
  expect(problems()).toEqual(["site.directory must hold at most 1024 MiB: FOLDER holds more"]);
});

test("of very many faults ten are told", () => {
  for (let number = 0; number < 30; number += 1) symlinkSync("/", join(folder, String(number)));
  expect(problems()).toHaveLength(10);
});
