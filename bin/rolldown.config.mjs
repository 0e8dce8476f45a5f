// The library as a few modules instead of some hundred: each module that a program loads costs a quarter of a millisecond, and text of its own.
// What is loaded when it is needed (`import()`) is a module of its own, and so is what several of them have in common.
import { defineConfig } from "rolldown";

const common = {
  platform: "node",
  // Packages are installed, not copied.
  external: (id) => !id.startsWith(".") && !id.startsWith("/"),
};
const output = { dir: "dist.new", format: "cjs", exports: "named", entryFileNames: "[name].js", chunkFileNames: "chunks/[name].js", comments: false };

export default defineConfig([
  {
    ...common,
    input: {
      index: "components/index.ts",
      cli: "cli/index.ts",
      main: "cli/main.ts",
      // The plugin finds what constructs components by a path that is the same here as among the sources.
      "provider/main": "components/provider/execution/main.ts",
      "construct.component": "components/provider/construct.component.ts",
    },
    output,
  },
  // Run by the build alone.
  { ...common, input: { "schema-generator": "components/provider/execution/generate-schema.ts" }, output: { ...output, codeSplitting: false } },
]);
