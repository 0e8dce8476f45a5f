import type { Command } from "commander";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { pluginFiles } from "./plugin-files";

/** `tlsup plugin`. `root` is the folder of this package. */
export function addPluginCommands(program: Command, root: string): void {
  const plugin = program.command("plugin").description("tlsup's plugin, which Pulumi needs to find");
  plugin
    .command("install")
    .description("make the plugin available to every program of this user; it stays when this package goes")
    .action(() => {
      process.stdout.write(`The plugin is in ${installPlugin(root, process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"))}\n`);
    });
}

function versionOf(root: string): string {
  return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version: string }).version;
}

/** Installs the plugin in a PULUMI_HOME, as a whole or not at all. Returns its folder. */
export function installPlugin(root: string, pulumiHome: string): string {
  const plugins = join(pulumiHome, "plugins");
  mkdirSync(plugins, { recursive: true });
  const folder = join(plugins, `resource-tlsup-v${versionOf(root)}`);
  const fresh = mkdtempSync(join(plugins, ".new-"));
  chmodSync(fresh, 0o755);
  for (const { path, content, isExecutable } of pluginFiles(root)) {
    mkdirSync(dirname(join(fresh, path)), { recursive: true });
    writeFileSync(join(fresh, path), content, { mode: isExecutable ? 0o755 : 0o644 });
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
  return folder;
}
