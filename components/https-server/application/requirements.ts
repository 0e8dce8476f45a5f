import type { Fault } from "../../shared/fault";

/** Options that a file of requirements may begin a line with; what they name is pinned elsewhere or not a requirement. */
const options = /^(-r|-c|-i|-f|--(requirement|constraint|index-url|extra-index-url|find-links|no-index|require-hashes|only-binary|no-binary|prefer-binary)\b)/;

/** A project, what it is to be installed with, exactly one version, and when. Source: PEP 508. */
const pinned = /^[A-Za-z0-9][A-Za-z0-9._-]*(\[[A-Za-z0-9._, -]*\])?\s*===?\s*[A-Za-z0-9][A-Za-z0-9.!+_-]*\s*(;.*)?(\s+--hash=\S+)*$/;

/** What in a file of requirements is not pinned: the next push would install something that nobody has tried. `path` is the setting that names the file. */
export function requirementFaults(text: string, path: string): Fault[] {
  return text
    .replaceAll(/\\\r?\n/g, " ")
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "" && !options.test(line) && !pinned.test(line))
    .map((line) => ({ path, problem: `must name one version of each requirement: current value is ${JSON.stringify(line)}`, remedy: "Write it like flask==3.1.0, as `pip freeze` does" }));
}
