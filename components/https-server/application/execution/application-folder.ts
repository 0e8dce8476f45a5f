import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigurationError, type Fault } from "../../../shared/fault";
import type { Tree } from "../../release";
import { readTree } from "../../trees/execution/read-tree";
import { treeOf } from "../../trees/tree";
import type { FolderApplication } from "../application";
import { requirementFaults } from "../requirements";

/** A folder is read once for an application, by whichever component comes first. */
const read = new WeakMap<FolderApplication, Tree>();

/** The folder that an application ships. Throws `ConfigurationError` with everything that is wrong with it; `path` is what its settings are called. */
export function applicationFolder(application: FolderApplication, path: string): Tree {
  const known = read.get(application);
  if (known) return known;
  const { entries, faults = [] } = readTree(application.directory, `${path}.directory`);
  const all = [...faults, ...(application.kind === "wsgi" && application.requirements !== undefined ? faultsIn(application.directory, application.requirements, `${path}.requirements`) : [])];
  if (all.length > 0 || !entries) throw new ConfigurationError(all);
  const tree = treeOf(application.directory, entries);
  read.set(application, tree);
  return tree;
}

function faultsIn(directory: string, requirements: string, path: string): Fault[] {
  try {
    return requirementFaults(readFileSync(join(directory, requirements), "utf8"), path);
  } catch (error) {
    const { code = "an error" } = error as NodeJS.ErrnoException;
    return [{ path, problem: `must be a file in ${directory}: ${requirements} gives ${code}`, remedy: "Correct the name, or leave it out" }];
  }
}
