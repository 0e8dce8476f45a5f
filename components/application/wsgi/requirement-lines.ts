import type { Fault } from "../../shared/fault";

/** A line of a requirements file, with its continuations and without its comment. */
export interface RequirementLine {
  /** Its file, relative to the application's folder. */
  readonly file: string;
  /** The number of its first line, from 1. */
  readonly number: number;
  readonly text: string;
}

/** The lines of a file that are not empty. Source: pip's documentation, "Requirements File Format". */
export function requirementLines(text: string, file: string): RequirementLine[] {
  const lines: RequirementLine[] = [];
  let begun: { readonly number: number; readonly text: string } | undefined;
  text.split(/\r\n|[\n\r]/).forEach((physical, index) => {
    // A line with a comment never continues in the next one.
    const content = physical.replace(/(^|\s)#.*$/, "");
    const { number, text: before } = begun ?? { number: index + 1, text: "" };
    const goesOn = content.endsWith("\\");
    const joined = `${before}${goesOn ? content.slice(0, -1) : content}`;
    begun = goesOn ? { number, text: `${joined} ` } : undefined;
    if (!goesOn) lines.push({ file, number, text: joined.trim() });
  });
  if (begun) lines.push({ file, ...(begun as { readonly number: number; readonly text: string }) });
  return lines.filter(({ text: said }) => said.trim() !== "");
}

/** An option of a line. */
export interface RequirementOption {
  /** Its long name: `--requirement`. */
  readonly name: string;
  /** Empty for an option that takes no value. */
  readonly value: string;
}

const shortNames: Readonly<Record<string, string>> = { "-r": "--requirement", "-c": "--constraint", "-i": "--index-url", "-f": "--find-links" };
const withValue = ["--requirement", "--constraint", "--index-url", "--extra-index-url", "--find-links", "--only-binary", "--no-binary"];
const withoutValue = ["--no-index", "--require-hashes", "--prefer-binary"];

/** The options of a line that begins with `-`; `undefined` if one of them is unknown. */
export function requirementOptions(text: string): RequirementOption[] | undefined {
  const options: RequirementOption[] = [];
  const words = text.split(/\s+/);
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const short = shortNames[word.slice(0, 2)];
    const [, written = word, given] = short === undefined ? (/^(--[a-z-]+)=(.*)$/s.exec(word) ?? []) : ["", short, word.slice(2) || undefined];
    if (withoutValue.includes(written) && given === undefined) options.push({ name: written, value: "" });
    else if (withValue.includes(written)) options.push({ name: written, value: given ?? words.shift() ?? "" });
    else return undefined;
  }
  return options;
}

/** A project, its extras, exactly one version, its marker and its hashes. Source: PEP 508. */
const pinned = new RegExp(
  [
    /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*/,
    /(\[[A-Za-z0-9._, -]*\])?\s*/,
    /(===?)\s*([A-Za-z0-9][A-Za-z0-9.!+_-]*)\s*/,
    /(;(?:(?!\s-)[\w "'().,<>=!~*+-])*)?/,
    /((?:\s+--hash[= ](?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}))*)$/,
  ]
    .map(({ source }) => source)
    .join(""),
);

/** A line with one version of a project, in the form for pip; `undefined` for any other line. */
export function pinOf(line: string): { readonly project: string; readonly text: string; readonly hasHash: boolean } | undefined {
  const [, project, extras = "", operator, version, marker = "", hashes = ""] = pinned.exec(line) ?? [];
  if (project === undefined) return undefined;
  return {
    // Source: PEP 503, "Normalized Names".
    project: project.replaceAll(/[-_.]+/g, "-").toLowerCase(),
    text: [`${project}${extras}${operator}${version}`, marker.trim(), hashes.trim().replaceAll(/\s+/g, " ")].filter(Boolean).join(" "),
    hasHash: hashes !== "",
  };
}

/** Why a line is not a pin, and what to do. */
export function pinFault(text: string): readonly [rule: string, remedy: string] {
  if (text.includes("$")) return ["must not depend on environment variables", "Write what it stands for: the host has other variables"];
  if (/[@/\\]|\.(whl|zip|tar\.\w+)\b/.test(text))
    return ["must name a project and its version, not an address or a file", "Put the file into a folder of the application's and name that by --find-links"];
  return ["must name one version of each requirement", "Write it like flask==3.1.0, as `pip freeze` does"];
}

/** `path`, relative to the file that names it, as a path below the application's folder; `undefined` if it leads out or is not sent. */
export function within(file: string, path: string): string | undefined {
  const names: string[] = file.split("/").slice(0, -1);
  if (!/^[^/\0\\$:'"][^\0\\$:'"]*$/.test(path)) return undefined;
  for (const name of path.split("/")) {
    if (name === "..") {
      if (names.pop() === undefined) return undefined;
    } else if (name.startsWith(".") && name !== ".") return undefined;
    else if (name !== "." && name !== "") names.push(name);
  }
  return names.length === 0 ? undefined : names.join("/");
}

/** A fault in a line. `path` is the setting that names the first file. */
export function lineFault(path: string, { file, number, text }: RequirementLine, rule: string, remedy: string): Fault {
  const shown = JSON.stringify(text);
  return { path, problem: `${rule}: current value is ${shown.length > 120 ? `${shown.slice(0, 117)}...` : shown} (${file}, line ${number})`, remedy };
}
