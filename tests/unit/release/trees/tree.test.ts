import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { treeDrift } from "../../../../components/release/trees/placement";
import { manifestOf, treeOf, type TreeEntry } from "../../../../components/release/trees/tree";
import { sha256 } from "../../../../components/release/common/release";

const file = (path: string, content = path, executable = false): TreeEntry => ({
  kind: "file",
  path,
  executable,
  size: Buffer.byteLength(content),
  sha256: sha256(content),
});
const many = (count: number, name: (index: number) => string): TreeEntry[] => Array.from({ length: count }, (_, index) => file(name(index)));

describe("the digest of a folder", () => {
  const entries = [file("a"), file("b/c"), { kind: "link", path: "d", target: "a" } as const];
  const { digest } = treeOf("public", entries);

  test("does not depend on the order in which the folder was read, nor on where it is", () => {
    expect(treeOf("public", entries.toReversed()).digest).toBe(digest);
    expect(treeOf("elsewhere", entries).digest).toBe(digest);
  });

  test.each([
    ["content", [file("a", "other"), ...entries.slice(1)]],
    ["a name", [file("A", "a"), ...entries.slice(1)]],
    ["a mode", [file("a", "a", true), ...entries.slice(1)]],
    ["a link's target", [...entries.slice(0, 2), { kind: "link", path: "d", target: "b/c" } as const]],
    ["one file more", [...entries, file("e")]],
  ])("changes with %s", (_what, changed) => {
    expect(treeOf("public", changed).digest).not.toBe(digest);
  });
});

test("a manifest has path, mode, size and digest of a file, and the target of a link", () => {
  expect(manifestOf([file("b", "xy", true), file("a", ""), { kind: "link", path: "c", target: "a" }])).toBe(
    `a\t644\t0\t${sha256("")}\nb\t755\t2\t${sha256("xy")}\nc\tlink\t0\ta\n`,
  );
});

test("a manifest is in the order that the host's comm expects, whatever the names", () => {
  const name = fc
    .string({ unit: "grapheme", minLength: 1 })
    .filter((text) => !/[\p{Cc}\\/\uD800-\uDFFF]/u.test(text) || /\p{Extended_Pictographic}/u.test(text))
    .filter((text) => !/[\p{Cc}\\/]/u.test(text));
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 20 }), (names) => {
      execFileSync("sort", ["--check"], { input: manifestOf(names.map((each) => file(each))), env: { LC_ALL: "C" } });
    }),
    { numRuns: 50 },
  );
});

describe("what a preview tells of a folder", () => {
  test("is each file, as long as they are few", () => {
    expect(treeOf("public", [file("index.html"), file("a/b.css")]).parts).toEqual({
      "index.html": expect.stringMatching(/^[0-9a-f]{12}$/),
      "a/b.css": expect.stringMatching(/^[0-9a-f]{12}$/),
    });
  });

  test("is each folder and how many files it holds, when they are many", () => {
    expect(treeOf("public", [file("index.html"), ...many(5000, (index) => `blog/${index}/page.html`)]).parts).toEqual({
      "index.html": expect.stringMatching(/^[0-9a-f]{12}$/),
      "blog/": expect.stringMatching(/^5000 files, [0-9a-f]{12}$/),
    });
  });

  test.each([
    [200, true],
    [201, false],
  ])("is each of %d files: %s", (count, isEach) => {
    const { parts } = treeOf(
      "public",
      many(count, (index) => `blog/${index}`),
    );
    expect(Object.keys(parts)).toHaveLength(isEach ? count : 1);
  });

  test.each([
    [200, true],
    [201, false],
  ])("is each of %d folders: %s", (count, isEach) => {
    const { parts } = treeOf(
      "public",
      many(2 * count, (index) => `${Math.floor(index / 2)}/${index}`),
    );
    expect(Object.keys(parts)).toHaveLength(isEach ? count : 1);
    expect(Object.values(parts)[0]).toMatch(isEach ? /^2 files, / : new RegExp(`^${2 * count} files, `));
  });

  test("is one file where a folder holds one", () => {
    expect(treeOf("public", [...many(200, (index) => `blog/${index}`), file("a/b")]).parts["a/"]).toMatch(/^1 file, [0-9a-f]{12}$/);
  });

  test("is only how many, when even those are many", () => {
    expect(treeOf("public", many(5000, String)).parts).toEqual({ "./": expect.stringMatching(/^5000 files, [0-9a-f]{12}$/) });
  });
});

describe("drift of a folder", () => {
  test("names what was changed, is missing, or is not tlsup's", () => {
    expect(treeDrift("files", "missing\tb.html\nchanged\ta.html\nextra\tc.php\n")).toEqual([
      "files/a.html was changed",
      "files/c.php is not tlsup's",
      "files/b.html is missing",
    ]);
    expect(treeDrift("files", "missing\t.\n")).toEqual(["files is missing"]);
    expect(treeDrift("files", "")).toEqual([]);
  });

  test("counts what is beyond twenty", () => {
    const output = Array.from({ length: 120 }, (_, index) => `missing\t${index}\n`).join("");
    expect(treeDrift("files", output)).toHaveLength(21);
    expect(treeDrift("files", output).at(-1)).toBe("files has 100 more differences");
  });
});
