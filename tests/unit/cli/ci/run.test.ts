import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apply, preview } from "../../../../cli/ci/run";
import type { Program } from "../../../../cli/pulumi";

let root: string;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), "tlsup-ci-run-"))));
afterEach(() => rmSync(root, { recursive: true }));

/** A program whose `pulumi` prints this, and ends so. */
function program(output: string, errors: string, code: number): Program {
  writeFileSync(join(root, "output"), output);
  writeFileSync(join(root, "errors"), errors);
  writeFileSync(join(root, "pulumi"), `#!/bin/sh\ncat output\ncat errors >&2\nexit ${code}\n`);
  chmodSync(join(root, "pulumi"), 0o755);
  return { root, environment: { PATH: `${root}:${process.env.PATH ?? ""}` } };
}

const refused = JSON.stringify({ diagnostics: [{ severity: "error", message: "error: no such size" }] });

test("a preview is what pulumi tells, also of a program that it refuses", async () => {
  expect(await preview(program("\n{}", "", 0), "production")).toEqual({ changes: [], errors: [], warnings: [] });
  expect(await preview(program(refused, "", 255), "production")).toMatchObject({ errors: ["no such size"] });
});

test.each([
  ["{}", "the backend is down", 1, "pulumi preview failed: the backend is down"],
  ["a line of progress\n", "", 1, "pulumi preview failed: a line of progress"],
  ["a line of progress\n", "", 0, "pulumi preview failed: a line of progress"],
])("a preview of %j and %j with the exit code %d fails", async (output, errors, code, message) => {
  await expect(preview(program(output, errors, code), "production")).rejects.toThrow(message);
});

test("a change that fails has pulumi's own words, or says where they are", async () => {
  await expect(apply(program("", "", 0), "production")).resolves.toBeUndefined();
  await expect(apply(program("", "no such size", 2), "production")).rejects.toThrow("pulumi up failed with exit code 2: no such size");
  const told = "Updating:\n\nDiagnostics:\n  tlsup:index:HttpsSite (a):\n    error: no such size\n\nResources:\n    1 errored\n";
  await expect(apply(program(told, "", 2), "production")).rejects.toThrow(/exit code 2: tlsup:index:HttpsSite \(a\):\n {4}error: no such size$/);
  const previewed = "Previewing update:\n\nDiagnostics:\n  tlsup:index:HostMemory (a):\n    opens port 22\n\nResources:\n    + 1 to create\n\n";
  await expect(apply(program(previewed + told, "", 2), "production")).rejects.toThrow(/exit code 2: tlsup:index:HttpsSite \(a\):\n {4}error: no such size$/);
  for (const output of ["", `${previewed}Updating (a):\n`])
    await expect(apply(program(output, "", 2), "production")).rejects.toThrow("pulumi up failed with exit code 2: its output says why");
  await expect(apply(program(previewed, "", 2), "production")).rejects.toThrow(/exit code 2: tlsup:index:HostMemory/);
});

test.each<[boolean, string]>([
  [true, " --refresh"],
  [false, ""],
])("a change is previewed before it is made, so that one that is refused makes nothing: with a refresh, %s", async (refresh, more) => {
  const change = program("", "", 0);
  writeFileSync(join(root, "pulumi"), '#!/bin/sh\necho "$*" >>calls\n');
  await apply(change, "production", refresh);
  expect(readFileSync(join(root, "calls"), "utf8")).toBe(`up${more} --yes --stack production --non-interactive --color never\n`);
});
