import { existsSync, lstatSync, statSync } from "node:fs";
import { cp, mkdir, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { run } from "../../hosts/command";

/** The repository of a program. */
export interface Repository {
  /** Its top folder. */
  readonly top: string;
  /** The program's folder, relative to {@link top}. */
  readonly program: string;
}

export async function openRepository(program: string): Promise<Repository> {
  try {
    const top = (await git(program, "rev-parse", "--show-toplevel")).trim();
    return { top, program: relative(top, program) };
  } catch (cause) {
    throw new Error(`Cannot rehearse the program in ${program} as it must be in a git repository, from which the base is taken`, { cause });
  }
}

/** The commit that a change is compared with: that of `reference`, else where the current branch left the main one. */
export async function baseCommit({ top }: Repository, reference: string | undefined): Promise<string> {
  const commitOf = (name: string): Promise<string> => git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`);
  if (reference !== undefined) {
    return (
      await commitOf(reference).catch((cause: unknown) => {
        throw new Error(`Cannot find the base ${reference}: it is no commit of ${top}. In a pipeline, check out the whole history`, { cause });
      })
    ).trim();
  }
  for (const main of ["origin/HEAD", "origin/main", "main", "master"]) {
    if (await commitOf(main).catch(() => undefined)) return (await git(top, "merge-base", "HEAD", main).catch(withoutHistory)).trim();
  }
  // Without the history, a branch would be compared with itself.
  if ((await git(top, "rev-parse", "--is-shallow-repository")).trim() === "true") withoutHistory();
  return (await commitOf("HEAD")).trim();
}

function withoutHistory(cause?: unknown): never {
  const remedy = "Run `git fetch --unshallow`, in a pipeline check out the whole history, or name a commit by --base";
  throw new Error(`Cannot find where this branch left the main one as git must have their common history: it is not there. ${remedy}`, { cause });
}

/** Whether the working tree has no change to a commit. */
export async function isUnchanged(repository: Repository, commit: string): Promise<boolean> {
  const added = await listed(repository, "--others", "--exclude-standard");
  return added.length === 0 && (await git(repository.top, "diff", "--name-only", commit, "--")) === "";
}

/** Writes the files of a commit into a new folder. The repository and its index stay as they are. */
export async function checkOut(repository: Repository, commit: string, folder: string, index: string): Promise<void> {
  const environment = { ...process.env, GIT_INDEX_FILE: index };
  await mkdir(folder);
  await run({ program: "git", args: ["-C", repository.top, "read-tree", commit] }, { env: environment });
  await run({ program: "git", args: ["-C", repository.top, "checkout-index", "--all", `--prefix=${folder}/`] }, { env: environment });
  await linkIgnored(repository, folder);
}

/** Copies the working tree into a new folder: the files that git knows, and those that it would add. */
export async function copyWorkingTree(repository: Repository, folder: string): Promise<void> {
  await mkdir(folder);
  const files = await listed(repository, "--cached", "--others", "--exclude-standard", "--deduplicate");
  for (const file of files.filter((each) => isThere(join(repository.top, each)))) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(repository.top, file), join(folder, file), { verbatimSymlinks: true, recursive: true });
  }
  await linkIgnored(repository, folder);
}

/** Packages and built code are not in git: both sides use those of the working tree. */
async function linkIgnored(repository: Repository, folder: string): Promise<void> {
  const ignored = await listed(repository, "--others", "--ignored", "--exclude-standard", "--directory");
  for (const path of ignored.map((each) => each.replace(/\/$/, ""))) {
    const [target, link] = [join(repository.top, path), join(folder, path)];
    const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() === true;
    if (isFolder && existsSync(dirname(link)) && !isThere(link)) await symlink(target, link);
  }
}

async function listed({ top }: Repository, ...which: readonly string[]): Promise<string[]> {
  return (await git(top, "ls-files", "-z", ...which)).split("\0").filter(Boolean);
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function git(folder: string, ...args: readonly string[]): Promise<string> {
  return run({ program: "git", args: ["-C", folder, ...args] });
}
