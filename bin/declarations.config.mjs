// Bundles the declarations that the library's exports need. Each file of the sources also has declarations that nobody can import.
import { defineConfig } from "rolldown";
import { dts } from "rolldown-plugin-dts";

/** Indents code by tabs, and comments not at all, which takes less of the package. */
const indent = {
  name: "indent",
  renderChunk: (code) => code.replaceAll(/^ +(?= \*)/gm, "").replaceAll(/^(?: {2})+/gm, (spaces) => "\t".repeat(spaces.length / 2)),
};

/** The bundler names the first file of the sources. */
const unnamed = { name: "unnamed", renderChunk: (code) => code.replaceAll(/^\/\/ .*\n/gm, "") };

/** Values that types are made of, and nobody can import, need no documentation. */
const comment = /^\/\*\*(?:(?!\*\/)[^])*\*\/\n(?=declare const (\w+))/gm;
const undocumented = {
  name: "undocumented",
  renderChunk(code) {
    const exported = new Set(/^export \{(.*)\};$/m.exec(code)?.[1].match(/\w+/g));
    return code.replaceAll(comment, (text, name) => (exported.has(name) ? text : ""));
  },
};

/** Like the schema, they name no default where there is none. */
const withoutNone = { name: "without-none", renderChunk: (code) => code.replaceAll(/^\s*\* @default none\n/gm, "") };

/** What is left of a comment may be one line. */
const oneLine = { name: "one-line", renderChunk: (code) => code.replaceAll(/\/\*\*\n\s*\* (.*)\n\s*\*\//g, "/** $1 */") };

export default defineConfig({
  input: { index: "dist.new/declarations/components/index.d.ts", cli: "dist.new/declarations/cli/index.d.ts" },
  external: (id) => !id.startsWith(".") && !id.startsWith("/"),
  plugins: [dts({ dtsInput: true, emitDtsOnly: true })],
  output: { dir: "dist.new/types", format: "es", chunkFileNames: "[name].ts", plugins: [indent, unnamed, undocumented, withoutNone, oneLine] },
});
