import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "./environment";

/** The components' source files, parsed. */
export function componentSources(): ts.SourceFile[] {
  return files("components")
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.ES2022, true));
}

/** The TypeScript examples in the documentation, with the place where each begins. */
export function examples(): { readonly place: string; readonly code: string }[] {
  const pages = ["README.md", ...files("docs").filter((file) => file.endsWith(".md"))];
  return [...pages, ...files("components").filter((file) => file.endsWith(".ts"))].flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return [...text.matchAll(/^( \* )?```ts\n([^]*?)^( \* )?```/gm)].map(({ index, 2: code = "" }) => ({
      place: `${file}:${text.slice(0, index).split("\n").length}`,
      code: code.replaceAll(/^ \* ?/gm, ""),
    }));
  });
}

function files(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => join(folder, file))
    .sort();
}
