// The library as a few modules instead of some hundred: each module that a program loads costs a quarter of a millisecond, and text of its own.
// What is loaded when it is needed (`import()`) is a module of its own, and so is what several of them have in common.
import { defineConfig } from "rolldown";

// Classes keep their names: errors show them, and Pulumi tells resources by them.
const keepNames = { class: true, function: false };
const output = {
  dir: "dist.new",
  format: "cjs",
  exports: "named",
  entryFileNames: "[name].js",
  chunkFileNames: "chunks/[name].js",
  comments: false,
  minify: { compress: { keepNames }, mangle: { keepNames } },
};
const common = {
  platform: "node",
  // Packages are installed, not copied.
  external: (id) => !id.startsWith(".") && !id.startsWith("/"),
};
const pluginModules = {
  "provider/main": "components/provider/execution/main.ts",
  // What the plugin loads when it is needed, by paths that are the same here as among the sources.
  "provider/engine-client": "components/provider/execution/engine-client.ts",
  "construct.component": "components/provider/construct.component.ts",
};

/** The plugin with its packages, for its archive. */
export const plugin = {
  input: {
    platform: "node",
    input: pluginModules,
    // Ssh2 does without both.
    external: [/\.node$/, "cpu-features"],
    // Pulumi's SDK needs the compiler to send functions, which no component does: it is most of what the plugin would load.
    plugins: [{ name: "no-compiler", load: (id) => (id.endsWith("/@pulumi/pulumi/typescript-shim.js") ? "module.exports = {};" : null) }],
  },
  output,
};

export default defineConfig([
  { ...common, input: { index: "components/index.ts", cli: "cli/index.ts", main: "cli/main.ts", ...pluginModules }, output },
  // Run by the build alone.
  { ...common, input: { "schema-generator": "components/provider/execution/generate-schema.ts" }, output: { ...output, codeSplitting: false } },
]);
