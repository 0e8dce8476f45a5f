import { readFileSync, writeFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { settingsFile } from "../../stage/execution/settings-file";
import { isTree, siteKey, type SettingsFile, type Tree } from "../../stage/settings";
import type { Drill } from "../scenario";

/** Changes the site's settings, as the user does in the stack's file. */
export function changeSite({ program, stack }: Drill, changed: (site: Tree) => Tree): void {
  const path = settingsFile(program, stack);
  const file = parse(readFileSync(path, "utf8")) as SettingsFile;
  const site = file.config?.[siteKey];
  if (isTree(site)) writeFileSync(path, stringify({ ...file, config: { ...file.config, [siteKey]: changed(site) } }));
}
