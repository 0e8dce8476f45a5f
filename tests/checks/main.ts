import { installTools } from "../support/tools";
import { ownFiles } from "./files";
import { hostTexts, ownScripts, shellcheck } from "./scripts";
import { oversizes } from "./sizes";

/** The part of `npm run lint` that looks at files of every language: their sizes, and what shells run, which is scripts, and texts made of parts. */

/**
 * Variables come with the release (SC2154), a text uses less than its parts define (SC2034),
 * and functions of different parts have variables of one name and different kinds (SC2190).
 */
const joinedFromParts = ["SC2154", "SC2034", "SC2190"];

installTools("shellcheck");
const found = [
  ...ownFiles().map(oversizes),
  ...ownScripts().map(({ name, text }) => shellcheck(name, text)),
  ...hostTexts().map(({ name, text }) => shellcheck(name, text, joinedFromParts)),
].join("");
process.stdout.write(found);
if (found !== "") process.exitCode = 1;
