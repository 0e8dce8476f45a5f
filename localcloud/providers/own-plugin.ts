import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { quote } from "../../components/shared/shell";
import { packageRoot, packageVersion } from "../package";
import { ensureFolder } from "./plugin-folders";

/** Makes tlsup's own plugin available to an engine that runs with this PULUMI_HOME, for programs whose Pulumi.yaml does not name it. */
export function installOwnPlugin(pulumiHome: string, node: string): void {
  const plugins = join(pulumiHome, "plugins");
  mkdirSync(plugins, { recursive: true });
  const executable = "pulumi-resource-tlsup";
  const script = `#!/bin/sh\nexec ${quote(node)} ${quote(join(packageRoot, "bin", "plugin", executable))} "$@"\n`;
  ensureFolder(plugins, `resource-tlsup-v${packageVersion}`, script, (fresh) => {
    writeFileSync(join(fresh, executable), script, { mode: 0o755 });
  });
}
