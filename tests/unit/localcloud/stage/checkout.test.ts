import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { baseCommit, isUnchanged, openRepository } from "../../../../localcloud/stage/execution/checkout";

/** From where a rehearsal takes the base of a change. */
describe("a repository", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-checkout-"));
  const [origin, clone] = [join(folder, "origin"), join(folder, "clone")];
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  const commit = (name: string): string => {
    writeFileSync(join(origin, name), name);
    git("-C", origin, "add", "--all");
    git("-C", origin, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", `--message=${name}`);
    return git("-C", origin, "rev-parse", "HEAD");
  };

  beforeAll(() => {
    git("init", "--quiet", "--initial-branch=main", origin);
    commit("one");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("has its base where the branch left the main one, and no change to that until a file is written, in git or not", async () => {
    const base = git("-C", origin, "rev-parse", "main");
    git("-C", origin, "checkout", "--quiet", "-b", "feature/a");
    const repository = await openRepository(origin);
    expect([await baseCommit(repository, undefined), await isUnchanged(repository, base)]).toEqual([base, true]);
    writeFileSync(join(origin, "two"), "");
    expect(await isUnchanged(repository, base)).toBe(false);
    commit("two");
    expect([await baseCommit(repository, undefined), await isUnchanged(repository, base)]).toEqual([base, false]);
  });

  test.each([["--single-branch"], ["--no-single-branch"]])(
    "cloned without its history (%s) is not compared with itself: what to do is said",
    async (branches) => {
      git("-C", origin, "checkout", "--quiet", "main");
      commit(`main ${branches}`);
      git("clone", "--quiet", "--depth=1", branches, "--branch=feature/a", `file://${origin}`, clone);
      await expect(openRepository(clone).then((repository) => baseCommit(repository, undefined))).rejects.toThrow(/git fetch --unshallow/);
      rmSync(clone, { recursive: true });
    },
  );
});
