// Bundles the library into a few modules instead of some hundred: each module that a program loads costs a quarter of a millisecond, and some text.
// Code that is loaded on demand (`import()`) is a separate module, and so is code that several of them share.
import { minify } from "@swc/core";
import { defineConfig } from "rolldown";

// A module that others share hands out each name by a function, as it could change later. Here no exported name does: the value is a sixth of the text.
const getter = /^Object\.defineProperty\(exports, ("\w+"), \{\s+enumerable: true,\s+get: function ?\(\) \{\s+return ([\w$]+);\s+\}\s+\}\);$/gm;
const plainExports = { name: "plain-exports", renderChunk: (code) => code.replaceAll(getter, "exports[$1] = $2;") };

// Classes keep their names: errors show them, and Pulumi identifies resources by them. Rolldown's own minifier leaves 11 kB more.
const namelessClass = /^(var|let|const) ([\w$]+) = class(?= extends| \{)/gm;
const shorten = {
  name: "shorten",
  renderChunk: async (code) => {
    const options = { ecma: 2022, toplevel: true, compress: { passes: 3, keep_classnames: true }, mangle: { keep_classnames: true } };
    return (await minify(code.replaceAll(namelessClass, "$1 $2 = class $2"), options)).code;
  },
};

const output = {
  dir: "dist.new",
  format: "cjs",
  exports: "named",
  entryFileNames: "[name].js",
  chunkFileNames: "chunks/[name].js",
  comments: false,
  minify: false,
  minifyInternalExports: true,
  plugins: [shorten],
};
const common = {
  platform: "node",
  // Packages are installed, not copied.
  external: (id) => !id.startsWith(".") && !id.startsWith("/"),
};
const pluginModules = {
  "provider/main": "components/provider/execution/main.ts",
  // Modules that the plugin loads on demand, by paths that are the same here and in the sources.
  "provider/engine-client": "components/provider/execution/engine-client.ts",
  "construct.component": "components/provider/construct.component.ts",
};

/** The plugin with its packages, for its archive. */
export const plugin = {
  input: {
    platform: "node",
    input: pluginModules,
    // Ssh2 works without both.
    external: [/\.node$/, "cpu-features"],
    // Pulumi's SDK needs the compiler to send functions, which no component does. It would be most of the code that the plugin loads.
    plugins: [{ name: "no-compiler", load: (id) => (id.endsWith("/@pulumi/pulumi/typescript-shim.js") ? "module.exports = {};" : null) }],
  },
  output,
};

export default defineConfig([
  {
    ...common,
    input: { index: "components/index.ts", cli: "cli/index.ts", main: "cli/main.ts", ...pluginModules },
    output: { ...output, plugins: [plainExports, shorten] },
  },
  // Used only by the build.
  { ...common, input: { "schema-generator": "components/provider/execution/generate-schema.ts" }, output: { ...output, codeSplitting: false } },
]);
