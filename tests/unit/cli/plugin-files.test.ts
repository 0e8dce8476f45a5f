import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { installPlugin } from "../../../cli/plugin";
import { pluginFiles } from "../../../cli/plugin-files";

let folder: string;
let root: string;

/** A package with two versions of one dependency, as npm lays it out. */
const files: Readonly<Record<string, string>> = {
  "node_modules/tlsup/package.json":
    '{ "name": "tlsup", "version": "7.0.0", "dependencies": { "a": "1", "b": "1" }, ' +
    '"optionalDependencies": { "absent": "1" }, "peerDependencies": { "lacking": "1", "vendor": "1" } }',
  "node_modules/vendor/package.json": '{ "name": "vendor", "peerDependencies": { "unused": "1" } }',
  "node_modules/vendor/index.js": "",
  "node_modules/tlsup/LICENSE": "free",
  "node_modules/tlsup/dist/components/release/agent/activate.sh": "true",
  "node_modules/tlsup/components/index.ts": "",
  "node_modules/tlsup/dist/provider/main.js": 'console.log(require("a"), require("b"));',
  "node_modules/tlsup/dist/types/index.d.ts": "",
  "node_modules/a/package.json": '{ "name": "a", "dependencies": { "b": "2" } }',
  "node_modules/a/index.js": 'module.exports = `a with ${require("b")}`;',
  "node_modules/a/node_modules/b/package.json": '{ "name": "b", "version": "2.0.0" }',
  "node_modules/a/node_modules/b/index.js": 'module.exports = "b 2";',
  "node_modules/b/package.json": '{ "name": "b", "version": "1.0.0", "main": "main.js" }',
  "node_modules/b/main.js": 'module.exports = "b 1";',
  "node_modules/unused/package.json": '{ "name": "unused" }',
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tlsup-plugin-files-"));
  root = join(folder, "node_modules", "tlsup");
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

test("an installed plugin runs without the package that it came from, each dependency with its own version of another", () => {
  for (let time = 0; time < 2; time += 1) installPlugin(root, join(folder, "home"));
  rmSync(join(folder, "node_modules"), { recursive: true });
  const installed = join(folder, "home", "plugins", "resource-tlsup-v7.0.0", "pulumi-resource-tlsup");
  expect(execFileSync(installed, { encoding: "utf8" })).toBe("a with b 2 b 1\n");
  expect(statSync(dirname(installed)).mode & 0o777).toBe(0o755);
});

test("it holds what runs, and nothing else", () => {
  expect(pluginFiles(root).map(({ path }) => path)).toEqual([
    "LICENSE",
    "dist/components/release/agent/activate.sh",
    "dist/provider/main.js",
    "node_modules/a/index.js",
    "node_modules/a/node_modules/b/index.js",
    "node_modules/a/node_modules/b/package.json",
    "node_modules/a/package.json",
    "node_modules/b/main.js",
    "node_modules/b/package.json",
    "node_modules/vendor/index.js",
    "node_modules/vendor/package.json",
    "package.json",
    "pulumi-resource-tlsup",
  ]);
});

test("a dependency that is not installed is named", () => {
  rmSync(join(folder, "node_modules", "a"), { recursive: true });
  expect(() => pluginFiles(root)).toThrow(/^Cannot put the plugin together as a must be installed: .*\/tlsup needs it\. Run `npm ci`$/);
});
