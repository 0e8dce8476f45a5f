import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";

/** A file in each folder that the local cloud made, which says what it was made of. Vendors' folders have none. */
const marker = "tlsup.txt";

export interface PluginFolder {
  /** `resource-<provider>-v<version>`. */
  readonly name: string;
  readonly path: string;
}

/** The vendor's plugins on PATH, or installed by `pulumi plugin install` or one of the user's runs. */
export function vendorPlugins(
  provider: string,
  own: string,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly onPath: boolean; readonly folders: readonly PluginFolder[] } {
  const executable = `pulumi-resource-${provider}`;
  const onPath = (environment.PATH ?? "").split(delimiter).some((folder) => folder !== "" && existsSync(join(folder, executable)));
  const homes = [environment.PULUMI_HOME, join(environment.HOME ?? homedir(), ".pulumi")].filter((home) => home !== undefined);
  const places = [...new Set(homes.map((home) => resolve(home, "plugins")))].filter((place) => place !== resolve(own));
  const folders = places
    .flatMap((path) => pluginFolders(provider, path))
    .filter(({ path }) => existsSync(join(path, executable)) && !existsSync(join(path, marker)));
  return { onPath, folders };
}

/** The folders of a provider that the local cloud made. */
export function ownFolders(provider: string, plugins: string): string[] {
  return pluginFolders(provider, plugins)
    .filter(({ path }) => existsSync(join(path, marker)))
    .map(({ name }) => name);
}

function pluginFolders(provider: string, plugins: string): PluginFolder[] {
  if (!existsSync(plugins)) return [];
  return readdirSync(plugins)
    .filter((name) => name.startsWith(`resource-${provider}-v`))
    .map((name) => ({ name, path: join(plugins, name) }));
}

/** Creates a folder with all its content atomically, unless it exists with the same origin. */
export function ensureFolder(plugins: string, name: string, origin: string, fill: (fresh: string) => void): void {
  const folder = join(plugins, name);
  if (existsSync(join(folder, marker)) && readFileSync(join(folder, marker), "utf8") === origin) return;
  const fresh = mkdtempSync(join(plugins, ".new-"));
  chmodSync(fresh, 0o755);
  fill(fresh);
  writeFileSync(join(fresh, marker), origin);
  removeFolder(plugins, name);
  renameSync(fresh, folder);
}

/** Renames the folder before deleting it, so that no engine finds a part of it. */
export function removeFolder(plugins: string, name: string): void {
  if (!existsSync(join(plugins, name))) return;
  const old = mkdtempSync(join(plugins, ".old-"));
  renameSync(join(plugins, name), join(old, name));
  rmSync(old, { recursive: true, force: true });
}
