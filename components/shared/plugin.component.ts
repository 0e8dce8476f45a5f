import * as pulumi from "@pulumi/pulumi";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join, relative } from "node:path";
import { projectFile } from "./execution/project-file";
import { FinalError } from "./final-error";
import { missingEntry, namesPlugin, pluginFolder } from "./plugin-entry";
import { version } from "./version";

const executable = "pulumi-resource-tlsup";

/** Whether the plugin was found already, or is this process. */
let isFound = false;

/** Called where the plugin itself makes components. */
export function declarePlugin(): void {
  isFound = true;
}

/**
 * Throws if the engine would not find tlsup's plugin, and says which lines are missing. The engine itself would first try to download it.
 */
export function requirePlugin(): void {
  // Unit tests have mocks instead of an engine.
  if (isFound || !pulumi.runtime.hasEngine()) return;
  const root = rootDirectory();
  const file = projectFile(root);
  const project = file === undefined ? undefined : readFileSync(file, "utf8");
  isFound = file === undefined || project === undefined || namesPlugin(project) || isInstalled(process.env);
  if (!isFound && file !== undefined && project !== undefined) throw new FinalError(missingEntry(file, project, folderFrom(root)));
}

/** The folder of the program's Pulumi.yaml. */
function rootDirectory(): string {
  const root = pulumi.getRootDirectory();
  if (isAbsolute(root)) return root;
  // Older language hosts do not tell the root directory, and the SDK returns a word instead of a path.
  let folder = process.cwd();
  while (projectFile(folder) === undefined && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

function isInstalled({ PATH = "", PULUMI_HOME = join(homedir(), ".pulumi") }: NodeJS.ProcessEnv): boolean {
  const folders = [...PATH.split(delimiter).filter(Boolean), join(PULUMI_HOME, "plugins", `resource-tlsup-v${version}`)];
  return folders.some((folder) => existsSync(join(folder, executable)));
}

/** The plugin's folder in this package, as Pulumi.yaml names it. */
function folderFrom(root: string): string {
  const usual = join("node_modules", "tlsup", pluginFolder);
  if (existsSync(join(root, usual, executable))) return usual;
  const own = join(dirname(createRequire(__filename).resolve("tlsup/package.json")), pluginFolder);
  const path = relative(root, own);
  return path.startsWith("node_modules") || path.startsWith("..") ? path : `./${path}`;
}
