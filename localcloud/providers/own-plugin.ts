import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { quote } from "../shell";
import { ensureFolder } from "./plugin-folders";

/** The library's package.json. */
const manifest = createRequire(__filename).resolve("tlsup/package.json");

/** Makes tlsup's own plugin available to an engine with this PULUMI_HOME, for programs whose Pulumi.yaml does not name it. */
export function installOwnPlugin(pulumiHome: string, node: string): void {
  const plugins = join(pulumiHome, "plugins");
  mkdirSync(plugins, { recursive: true });
  const executable = "pulumi-resource-tlsup";
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string };
  const script = `#!/bin/sh\nexec ${quote(node)} ${quote(join(dirname(manifest), "bin", "plugin", executable))} "$@"\n`;
  ensureFolder(plugins, `resource-tlsup-v${version}`, script, (fresh) => {
    writeFileSync(join(fresh, executable), script, { mode: 0o755 });
  });
}
