// Writes the scripts that run on hosts into a folder, without their comments: `node bin/scripts.mjs FOLDER`.
// A line is a comment if it begins with a number sign. No text of several lines in these scripts has such a line.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const [sources, folder] = [join(import.meta.dirname, "..", "components"), process.argv[2]];
const comment = /^[ \t]*#(?!!).*\n/gm;

for (const path of readdirSync(sources, { recursive: true }).filter((each) => /\.(py|sh)$/.test(each))) {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, readFileSync(join(sources, path), "utf8").replaceAll(comment, ""));
}
