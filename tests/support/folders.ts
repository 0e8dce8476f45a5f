import { dirname, join, relative } from "node:path/posix";
import ts from "typescript";
import { componentSources } from "./sources";

/** The folders that a folder's files import from, each with a file and its import as evidence. */
export type Folders = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * The folders below components/. `execution/` carries out its parent folder's plans, and belongs to it. The files directly in components/ are
 * the package's exports: they import from everywhere.
 */
export function componentFolders(): Folders {
  const folders = new Map<string, Map<string, string>>();
  for (const source of componentSources()) {
    const from = folderOf(source.fileName);
    if (from === "") continue;
    const imports = folders.get(from) ?? new Map<string, string>();
    folders.set(from, imports);
    for (const path of relativeImports(source)) {
      const to = folderOf(join(dirname(source.fileName), path));
      if (to !== from && to !== "") imports.set(to, `${source.fileName} imports ${path}`);
    }
  }
  return folders;
}

function folderOf(file: string): string {
  return relative("components", dirname(file)).replace(/(^|\/)execution$/, "");
}

function relativeImports(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier: module } = statement;
    return module && ts.isStringLiteral(module) && module.text.startsWith(".") ? [module.text] : [];
  });
}

/** The same with each folder's name replaced by the result of `part`, e.g. the first part of its path. */
export function merged(folders: Folders, part: (folder: string) => string): Folders {
  const result = new Map<string, Map<string, string>>();
  for (const [from, imports] of folders) {
    const all = result.get(part(from)) ?? new Map<string, string>();
    result.set(part(from), all);
    for (const [to, evidence] of imports) if (part(to) !== part(from)) all.set(part(to), evidence);
  }
  return result;
}

/** The imports that lead from a folder back to itself; empty if there are none. */
export function circle(folders: Folders): string[] {
  const done = new Set<string>();
  const visit = (folder: string, way: readonly string[]): string[] => {
    if (way.includes(folder)) return evidence(folders, [...way.slice(way.indexOf(folder)), folder]);
    if (done.has(folder)) return [];
    done.add(folder);
    return firstFound([...(folders.get(folder)?.keys() ?? [])], (next) => visit(next, [...way, folder]));
  };
  return firstFound([...folders.keys()], (folder) => visit(folder, []));
}

function evidence(folders: Folders, way: readonly string[]): string[] {
  return way.slice(1).map((to, index) => folders.get(way[index] ?? "")?.get(to) ?? "");
}

function firstFound(folders: readonly string[], look: (folder: string) => string[]): string[] {
  for (const folder of folders) {
    const found = look(folder);
    if (found.length > 0) return found;
  }
  return [];
}
