// Writes the scripts that run on hosts into a folder, without their comments and docstrings and indented by tabs: `node bin/scripts.mjs FOLDER`.
// A line is a comment if it begins with a number sign, and a docstring if it is quoted and not the only one of its body.
// No text of several lines in these scripts has such a line, or needs its spaces.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";

const [sources, folder] = [join(import.meta.dirname, "..", "components"), process.argv[2]];
const comment = /^[ \t]*#(?!!).*\n/gm;
const docstring = /^( +)""".*"""\n(?=\1\S)/gm;
const width = { ".py": 4, ".sh": 2 };

for (const path of readdirSync(sources, { recursive: true }).filter((each) => extname(each) in width)) {
  const target = join(folder, path);
  const text = readFileSync(join(sources, path), "utf8").replaceAll(comment, "").replaceAll(docstring, "");
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(
    target,
    text.replaceAll(/^ +/gm, (spaces) => "\t".repeat(spaces.length / width[extname(path)])),
  );
}
