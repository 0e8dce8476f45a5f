// Removes the declarations that no export of the package uses, as nobody can import them.
// The argument is the folder of the compiled library.
const { existsSync, readFileSync, readdirSync, rmSync } = require("node:fs");
const { dirname, join, resolve } = require("node:path");
const { preProcessFile } = require("typescript");
const { exports: entries } = require("../package.json");

const compiled = resolve(process.argv[2]);
const reached = new Set();

function reach(file) {
  if (reached.has(file)) return;
  reached.add(file);
  for (const { fileName } of preProcessFile(readFileSync(file, "utf8")).importedFiles.filter(({ fileName }) => fileName.startsWith("."))) {
    const path = resolve(dirname(file), fileName);
    reach(existsSync(`${path}.d.ts`) ? `${path}.d.ts` : join(path, "index.d.ts"));
  }
}

for (const { types } of Object.values(entries)) if (types) reach(resolve(compiled, types.slice("./dist/".length)));
for (const name of readdirSync(compiled, { recursive: true })) {
  const file = join(compiled, name);
  if (name.endsWith(".d.ts") && !reached.has(file)) rmSync(file);
}
