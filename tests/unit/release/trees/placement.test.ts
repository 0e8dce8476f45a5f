import { execFileSync } from "node:child_process";
import { mkdtempSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspectTreeCommand, placeCommand, treeDrift, treeFolder, treeLinks } from "../../../../components/release/trees/placement";

const digest = "ab".repeat(32);

test.each([19, 20, 21])("of %d differences twenty are named", (count) => {
  const output = Array.from({ length: count }, (_, index) => `missing\t${String(index).padStart(2, "0")}\n`).join("");
  const named = Array.from({ length: Math.min(count, 20) }, (_, index) => `files/${String(index).padStart(2, "0")} is missing`);
  expect(treeDrift("files", output)).toEqual([...named, ...(count > 20 ? ["files has 1 more differences"] : [])]);
});

test("a shell makes the links of a release, in folders that may have to be made and names that need quotes", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-links-"));
  try {
    const trees = Object.fromEntries(["files", "a/b c/d'e"].map((path) => [path, { source: "public", digest, parts: {} }]));
    for (const command of treeLinks({ site: "blog.example.com", trees })) execFileSync("sh", ["-euc", command], { cwd: folder });
    for (const path of Object.keys(trees)) expect(readlinkSync(join(folder, path))).toBe(treeFolder("blog.example.com", digest));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ["place", placeCommand],
  ["inspect", (script: string, site: string, sum: string) => inspectTreeCommand(script, site, sum, "files")],
] as const)("the script is told to %s what, and where", (verb, command) => {
  const said = execFileSync("sh", ["-c", command('printf "%s\\n" "$0" "$@"', "blog.example.com", digest)], { encoding: "utf8" })
    .trimEnd()
    .split("\n");
  expect(said.slice(0, 2)).toEqual(["trees.sh", verb]);
  expect(treeFolder("blog.example.com", digest)).toBe(`${said[2]}/trees/${said[3]}`);
});
