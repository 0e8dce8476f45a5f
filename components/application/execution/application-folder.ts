import { ConfigurationError } from "../../shared/fault";
import { readTree } from "../../release/trees/execution/read-tree";
import { treeOf, type TreeEntry } from "../../release/trees/tree";
import type { FolderApplication, ApplicationFolder } from "../application";
import { readRequirements } from "../wsgi/requirements";
import { requirementsFolder } from "../wsgi/execution/requirements-folder";

/** A folder is read once for an application, by whichever component comes first. */
const read = new WeakMap<FolderApplication, ApplicationFolder>();

/** The folder that an application ships. Throws `ConfigurationError` with everything that is wrong with it; `path` is what its settings are called. */
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
