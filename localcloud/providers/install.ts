import { mkdirSync, readFileSync, symlinkSync, writeFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { quote } from "../shell";
import { providerNames, providerSchema, type ProviderName } from "./contract/schema";
import { socketName } from "./host/socket";
import { ensureFolder, ownFolders, removeFolder, vendorPlugins } from "./plugin-folders";

export interface StandInOptions {
  /** The PULUMI_HOME for the plugins: the local cloud's own, never the user's. */
  readonly pulumiHome: string;
  /** The Node.js executable that runs them. */
  readonly node: string;
  /** A folder from which the program's SDKs (`@pulumi/digitalocean`, ...) can be resolved. */
  readonly packageRoot: string;
  /** The folder of the local cloud whose plugin process serves them, see `host/`. */
  readonly host: string;
  /** Where to look for vendors' plugins: PATH, PULUMI_HOME, HOME. @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * The environment in which an engine finds the plugins for any version of a program's SDK. By default it
 * accepts only exactly the SDK's version; with the search of earlier engines, the newest plugin that is not older.
 */
export const standInEnvironment = { PULUMI_ENABLE_LEGACY_PLUGIN_SEARCH: "true", PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } as const;

/** Newer than every version of an SDK, see {@link standInEnvironment}. */
const anyVersion = "999.0.0";

/**
 * Makes the providers available to an engine that runs with this PULUMI_HOME: the vendor's plugin by links if the
 * user has it, otherwise a stand-in. Each stand-in is installed twice: under the version of the program's SDK, and under one
 * that is newer than all. Calling it again changes nothing.
 * @returns the names of the providers that are stand-ins
 */
export function installStandIns({ pulumiHome, node, packageRoot, host, environment = process.env }: StandInOptions): string[] {
  const plugins = join(pulumiHome, "plugins");
  mkdirSync(plugins, { recursive: true });
  return providerNames.filter((name) => {
    const vendors = vendorPlugins(name, plugins, environment);
    const wanted = vendors.folders.map((folder) => folder.name);
    for (const { name: folder, path } of vendors.folders) {
      // The engine ignores a folder that is itself a link.
      ensureFolder(plugins, folder, `link ${path}`, (fresh) => {
        for (const entry of readdirSync(path)) symlinkSync(join(path, entry), join(fresh, entry));
      });
    }
    const vendor = vendors.onPath || vendors.folders.length > 0;
    if (!vendor) wanted.push(...writeStandIns(name, sdkVersion(name, packageRoot) ?? anyVersion, plugins, { node, host }));
    for (const folder of ownFolders(name, plugins)) if (!wanted.includes(folder)) removeFolder(plugins, folder);
    return !vendor;
  });
}

/** All report the SDK's version: the engine writes the code of an imported resource only for that version. */
function writeStandIns(name: ProviderName, version: string, plugins: string, runtime: Pick<StandInOptions, "node" | "host">): string[] {
  const script = standIn(name, version, runtime);
  return [...new Set([version, anyVersion])].map((searched) => {
    const folder = `resource-${name}-v${searched}`;
    ensureFolder(plugins, folder, script, (fresh) => writeFileSync(join(fresh, `pulumi-resource-${name}`), script, { mode: 0o755 }));
    return folder;
  });
}

/**
 * The script that the engine starts. The variables go through a pipe, as other users may see a command's arguments. The exit codes
 * of curl are those for a connection that ended after the port arrived: with any other code, no plugin process serves there.
 */
function standIn(name: ProviderName, version: string, { node, host }: Pick<StandInOptions, "node" | "host">): string {
  const variables = Object.values(providerSchema(name).config).flatMap(({ env = [] }) => env);
  return `#!/bin/sh
(cd ${quote(host)} && exec curl -q --silent --fail --no-buffer --noproxy '*' --connect-timeout 2 --unix-socket ${socketName} \\
  --data-binary @- "http://localhost/${name}/${version}?engine=$PPID") 2>/dev/null <<END
${variables.map((variable) => `${variable}=$${variable}`).join("\n")}
END
case $? in 0 | 18 | 56) exit 1 ;; esac
exec ${quote(node)} ${quote(join(__dirname, name, "main.js"))} ${version} "$@"
`;
}

/** Undefined if the program does not use the provider. */
function sdkVersion(name: ProviderName, packageRoot: string): string | undefined {
  try {
    const manifest = createRequire(join(packageRoot, "package.json")).resolve(`@pulumi/${name}/package.json`);
    return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
