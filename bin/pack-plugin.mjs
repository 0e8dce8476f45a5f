// Writes the plugin and everything that it needs except Node.js as an archive for `pulumi plugin install resource tlsup VERSION --file ARCHIVE`.
// The same files always make the same bytes. The argument is the folder for the archive.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { pack } from "tar-stream";
import { plugin } from "./rolldown.config.mjs";

const root = join(import.meta.dirname, "..");
const executable = "pulumi-resource-tlsup";
const { name, version, license, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const text = (path) => readFileSync(join(root, path));

/** The files that the plugin runs on hosts, or reads. */
function assets() {
  const scripts = readdirSync(join(root, "dist", "components"), { recursive: true }).filter((path) => /\.(py|sh)$/.test(path));
  return [...scripts.map((path) => `dist/components/${path}`), "dist/schema.json", "LICENSE"].map((path) => [path, text(path)]);
}

/** The licences of the packages whose code is in the modules: most of them must be included. */
function licences(modules) {
  const folders = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []);
  return [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && /^(licen[cs]e|notice|copying)/i.test(entry.name));
    return [`${name} ${version}: ${license}`, ...files.map((file) => readFileSync(join(folder, file.name), "utf8").trim())].join("\n\n");
  });
}

const bundle = await rolldown({ ...plugin.input, cwd: root });
const { output } = await bundle.generate(plugin.output);
await bundle.close();
const files = [
  ...assets(),
  ...output.map(({ fileName, code }) => [`dist/${fileName}`, code]),
  ["THIRD-PARTY", `${licences(output.flatMap(({ moduleIds }) => moduleIds)).join(`\n\n${"-".repeat(80)}\n\n`)}\n`],
  ["package.json", `${JSON.stringify({ name, version, license, exports })}\n`],
  [executable, '#!/usr/bin/env node\nrequire("./dist/provider/main.js");\n'],
].sort(([one], [other]) => (one < other ? -1 : 1));

const archive = pack();
for (const [path, content] of files) archive.entry({ name: path, mode: path === executable ? 0o755 : 0o644, mtime: new Date(0), uid: 0, gid: 0 }, content);
archive.finalize();
const compressed = gzipSync(await buffer(archive), { level: 9 });
const path = join(process.argv[2] ?? ".", `${executable}-v${version}.tar.gz`);
writeFileSync(path, compressed);
process.stdout.write(`${createHash("sha256").update(compressed).digest("hex")}  ${path}\n`);
