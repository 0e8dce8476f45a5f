import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** A file of the plugin's folder. */
export interface PluginFile {
  /** Relative to the folder, with slashes. */
  readonly path: string;
  readonly content: Buffer;
  readonly isExecutable: boolean;
}

const executable = '#!/usr/bin/env node\nrequire("./dist/provider/main.js");\n';

/** Files that are not read at run time. */
const unread = /\.(?:[cm]?ts|map|md|markdown|flow)$/;

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Everything that the plugin of the package in `root` needs besides Node.js, sorted by path. */
export function pluginFiles(root: string): PluginFile[] {
  const files = [...packages(root)].flatMap(([target, folder]) => (target === "" ? own(root) : filesBelow(folder, target)));
  return [...files, { path: "pulumi-resource-tlsup", content: Buffer.from(executable), isExecutable: true }].sort((one, other) =>
    one.path < other.path ? -1 : 1,
  );
}

function own(root: string): PluginFile[] {
  return [file(root, "package.json", "package.json"), file(root, "LICENSE", "LICENSE"), ...filesBelow(join(root, "dist"), "dist")];
}

/**
 * The folders of the package and its dependencies, by their place in the plugin's folder:
 * at the top, or below their dependent if the top has another version.
 */
function packages(root: string): Map<string, string> {
  const places = new Map([["", root]]);
  // The map grows during the loop. The package's own dependencies come first, and so are placed at the top.
  for (const [place, folder] of places) {
    for (const [name, found] of required(folder, folder === root)) {
      const top = `node_modules/${name}`;
      const target = (places.get(top) ?? found) === found ? top : `${place}/node_modules/${name}`;
      if (!places.has(target)) places.set(target, found);
    }
  }
  return places;
}

/** The dependencies of the package in `folder`, by name. Optional ones, like the SDKs that only some users install as peers, are included only if installed. */
function required(folder: string, isOwn: boolean): [name: string, folder: string][] {
  const { dependencies: needed = {}, ...others } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const optional = { ...others.optionalDependencies, ...(isOwn && others.peerDependencies) };
  return Object.keys({ ...needed, ...optional })
    .sort()
    .flatMap((name): [string, string][] => {
      const found = installed(name, folder);
      if (found === undefined && !(name in optional))
        throw new Error(`Cannot put the plugin together as ${name} must be installed: ${folder} needs it. Run \`npm ci\``);
      return found === undefined ? [] : [[name, found]];
    });
}

/** The real folder of a dependency of the package in `folder`. */
function installed(name: string, folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
    if (at === dirname(at)) return undefined;
  }
}

function filesBelow(folder: string, target: string): PluginFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules" || entry.isSymbolicLink()) return [];
    const [source, path] = [join(folder, entry.name), `${target}/${entry.name}`];
    if (entry.isDirectory()) return filesBelow(source, path);
    return unread.test(entry.name) ? [] : [file(folder, entry.name, path)];
  });
}

function file(folder: string, name: string, path: string): PluginFile {
  return { path, content: readFileSync(join(folder, name)), isExecutable: false };
}
