// Writes the scripts that run on hosts into a folder, without their comments and docstrings and indented by tabs: `node bin/scripts.mjs FOLDER`.
// A line is a comment if it begins with a number sign, and so is what follows the head of a shell's function; a docstring is quoted and not all of its body.
// No text of several lines in these scripts has such a line, or needs its spaces.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";

const [sources, folder] = [join(import.meta.dirname, "..", "components"), process.argv[2]];
const comment = /^[ \t]*#(?!!).*\n/gm;
const heading = /^(\w+\(\) [{(]) # .*$/gm;
const docstring = /^( *)"""(?:(?!""")[^])*"""\n+(?=\1\S)/gm;
const width = { ".py": 4, ".sh": 2 };

for (const path of readdirSync(sources, { recursive: true }).filter((each) => extname(each) in width)) {
  const target = join(folder, path);
  const text = readFileSync(join(sources, path), "utf8").replaceAll(comment, "").replaceAll(heading, "$1").replaceAll(docstring, "");
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(
    target,
    text.replaceAll(/^ +/gm, (spaces) => "\t".repeat(spaces.length / width[extname(path)])),
  );
}
