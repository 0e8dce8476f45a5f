import { ConfigurationError } from "../../shared/fault";
import { readTree } from "../../release/trees/execution/read-tree";
import { treeOf, type TreeEntry } from "../../release/trees/tree";
import type { FolderApplication, ApplicationFolder } from "../application";
import { readRequirements } from "../wsgi/requirements";
import { requirementsFolder } from "../wsgi/execution/requirements-folder";

/** An application's folder is read once, by the first component that needs it. */
const read = new WeakMap<FolderApplication, ApplicationFolder>();

/** Reads an application's folder. Throws `ConfigurationError` with all faults of it. `path` is the path of the application's settings. */
export function applicationFolder(application: FolderApplication, path: string): ApplicationFolder {
  const known = read.get(application);
  if (known) return known;
  const { entries = [], faults = [] } = readTree(application.directory, `${path}.directory`);
  const requirements = required(application, entries, `${path}.requirements`);
  const all = [...faults, ...(requirements?.faults ?? [])];
  if (all.length > 0) throw new ConfigurationError(all);
  const folder = { tree: treeOf(application.directory, entries), ...(requirements && { requirements }) };
  read.set(application, folder);
  return folder;
}

function required(application: FolderApplication, entries: readonly TreeEntry[], path: string): ReturnType<typeof readRequirements> | undefined {
  if (application.kind !== "wsgi" || application.requirements === undefined) return undefined;
  return readRequirements(requirementsFolder(application.directory, entries), { first: application.requirements, builds: application.builds ?? false, path });
}
