import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installOwnPlugin } from "../../../../localcloud/providers/own-plugin";
import { version } from "../../../../package.json";
import { root } from "../../../support/environment";

test("tlsup's own plugin is a script that runs this package's with the given Node.js", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-own-plugin-"));
  const node = join(folder, "it's node");
  writeFileSync(node, '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
  for (let time = 0; time < 2; time += 1) installOwnPlugin(join(folder, "home"), node);
  expect(readdirSync(join(folder, "home", "plugins"))).toEqual([`resource-tlsup-v${version}`]);
  const script = join(folder, "home", "plugins", `resource-tlsup-v${version}`, "pulumi-resource-tlsup");
  expect(execFileSync(script, ["127.0.0.1:9"], { encoding: "utf8" })).toBe(`${join(root, "bin", "plugin", "pulumi-resource-tlsup")}\n127.0.0.1:9\n`);
  rmSync(folder, { recursive: true });
});
