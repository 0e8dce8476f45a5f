import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { settingsFile, writeSettings } from "../../stage/execution/settings-file";
import { isTree, siteKey, type SettingsFile, type Tree } from "../../stage/settings";
import type { Drill } from "../scenario";

/** Changes the site's settings, as the user does in the stack's file. */
export function changeSite({ program, stack }: Drill, changed: (site: Tree) => Tree): void {
  const path = settingsFile(program, stack);
  const file = parse(readFileSync(path, "utf8")) as SettingsFile;
  const site = file.config?.[siteKey];
  if (isTree(site)) writeSettings(path, { ...file, config: { ...file.config, [siteKey]: changed(site) } });
}
