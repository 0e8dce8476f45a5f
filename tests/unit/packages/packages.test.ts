import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { preProcessFile } from "typescript";
import { root } from "../../support/environment";

type Names = Readonly<Record<string, string>>;
const manifest = (folder: string) =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as { name: string; version: string; dependencies: Names; peerDependencies?: Names };
const library = manifest(".");
const localCloud = manifest("localcloud");
const policyPack = manifest("policy");

/** Run by the build, which has the development's packages. */
const buildTime = join("components", "provider", "schema");

/** The packages that the modules below `folders` import. */
function imports(...folders: readonly string[]): string[] {
  const files = folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(root, folder, file)));
  const modules = files.filter((file) => file.endsWith(".ts") && !/\/(dist|node_modules)\//.test(file) && !file.startsWith(join(root, buildTime)));
  const names = modules.flatMap((file) => preProcessFile(readFileSync(file, "utf8")).importedFiles.map(({ fileName }) => fileName));
  const packages = names
    .filter((name) => !name.startsWith(".") && !name.startsWith("node:"))
    .map((name) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    );
  return [...new Set(packages)].filter((name) => !builtinModules.includes(name)).sort();
}

test("the library declares every package that it imports, and none of them is the local cloud's", () => {
  const imported = imports("components", "cli");
  expect(imported.filter((name) => !(name in { ...library.dependencies, ...library.peerDependencies }))).toEqual([]);
  expect(imported).not.toContain(localCloud.name);
});

test("the local cloud declares every package that it imports, with the version range of the library where both do", () => {
  const imported = imports("localcloud");
  const declared: Names = { ...localCloud.dependencies, ...localCloud.peerDependencies };
  expect(imported.filter((name) => !(name in declared))).toEqual([]);
  expect(Object.keys(localCloud.dependencies).filter((name) => !imported.includes(name))).toEqual([]);
  for (const [name, range] of Object.entries(localCloud.dependencies)) expect([name, library.dependencies[name] ?? range]).toEqual([name, range]);
});

test("the policies need the library alone, and the program that serves them Pulumi's library for policies", () => {
  expect(imports("policy")).toEqual([library.name]);
  expect(Object.keys(policyPack.dependencies)).toEqual(["@pulumi/policy"]);
});

test.each([localCloud, policyPack])("$name is released in one version with the library", (other) => {
  expect(other).toMatchObject({ version: library.version, peerDependencies: { [library.name]: library.version } });
});
