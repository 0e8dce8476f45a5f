import type { Fault } from "../../shared/fault";
import { lineFault, pinFault, pinOf, requirementLines, requirementOptions, within, type RequirementLine, type RequirementOption } from "./requirement-lines";

/** The parts of an application's folder that its requirements name. Paths are relative to it, with `/` between names. */
export interface RequirementsFolder {
  /** The text of a file; `undefined` if there is none. */
  text(path: string): string | undefined;
  /** The SHA-256 of each file in a folder, by its path; `undefined` if there is no such folder. */
  sums(path: string): Readonly<Record<string, string>> | undefined;
}

/** Everything that decides what is installed. */
export interface PythonRequirements {
  /** Options and pinned requirements, a line each, with included files expanded. */
  readonly lines: readonly RequirementsLine[];
  /** Versions of indirect requirements. */
  readonly constraints: readonly string[];
  /** SHA-256 of each file that may be installed from the folder itself, by its path. */
  readonly sums: Readonly<Record<string, string>>;
}

/** A line for pip. With `folder`, the value of the option `text` is that folder of the application. */
export interface RequirementsLine {
  readonly text: string;
  readonly folder?: string;
}

/** What requirements depend on besides the folder. */
export interface RequirementsOptions {
  /** The file that is read first. */
  readonly first: string;
  /** Whether packages may be built on the host. */
  readonly builds: boolean;
  /** The setting that names the first file. */
  readonly path: string;
}

/** Reads an application's requirements, and their faults: with an unpinned version, for example, the next push could install something untested. */
export function readRequirements(folder: RequirementsFolder, options: RequirementsOptions): PythonRequirements & { readonly faults: readonly Fault[] } {
  return new Reader(folder, options).read();
}

const httpsAddress = /^https:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[\w.~+/%-]*)?$/;
const projects = /^(:all:|:none:|[A-Za-z0-9][A-Za-z0-9._-]*(,[A-Za-z0-9][A-Za-z0-9._-]*)*)$/;

const known =
  "-r, -c, -i, -f, --requirement, --constraint, --index-url, --extra-index-url, --find-links, --no-index, --require-hashes, --only-binary, " +
  "--no-binary and --prefer-binary";

class Reader {
  readonly #lines: RequirementsLine[] = [];
  readonly #constraints: string[] = [];
  readonly #sums: Record<string, string> = {};
  readonly #faults: Fault[] = [];
  readonly #seen = new Set<string>();
  /** Requirements without a hash. If one requirement has a hash, all must. */
  readonly #withoutHash: RequirementLine[] = [];
  #hashes = false;

  constructor(
    readonly folder: RequirementsFolder,
    readonly options: RequirementsOptions,
  ) {}

  read(): PythonRequirements & { readonly faults: readonly Fault[] } {
    const { first, path } = this.options;
    const text = this.folder.text(first);
    if (text === undefined)
      this.#faults.push({
        path,
        problem: `must be a file of the application's folder: current value is ${JSON.stringify(first)}`,
        remedy: "Correct the name, or leave it out",
      });
    else this.#readFile(first, text, "--requirement", []);
    if (this.#hashes)
      for (const line of this.#withoutHash)
        this.#refuse(line, "must have a --hash, as other requirements have one", "Write them all with `pip-compile --generate-hashes`, or none");
    return { lines: this.#lines, constraints: this.#constraints, sums: this.#sums, faults: this.#faults };
  }

  #readFile(file: string, text: string, kind: string, around: readonly string[]): void {
    if (this.#seen.has(`${kind} ${file}`)) return;
    this.#seen.add(`${kind} ${file}`);
    for (const line of requirementLines(text, file)) {
      if (line.text.startsWith("-")) this.#readOptions(line, [...around, file]);
      else this.#readPin(line, kind);
    }
  }

  #readPin(line: RequirementLine, kind: string): void {
    const pin = pinOf(line.text);
    if (!pin) return this.#refuse(line, ...pinFault(line.text));
    if (kind === "--constraint") return void this.#constraints.push(pin.text);
    if (pin.project === "gunicorn")
      return this.#refuse(line, "must not name gunicorn", "Leave it out: gunicorn comes from Debian, which has security updates for it");
    if (!pin.hasHash) this.#withoutHash.push(line);
    else this.#hashes = true;
    this.#lines.push({ text: pin.text });
  }

  #readOptions(line: RequirementLine, around: readonly string[]): void {
    const options = requirementOptions(line.text);
    if (!options) return this.#refuse(line, "must begin with a project, or with an option that tlsup passes on", `Options are ${known}`);
    for (const option of options) this.#readOption(option, line, around);
  }

  #readOption({ name, value }: RequirementOption, line: RequirementLine, around: readonly string[]): void {
    switch (name) {
      case "--requirement":
      case "--constraint":
        return this.#include(name, value, line, around);
      case "--find-links":
        if (!value.includes(":")) return this.#findLinks(value, line);
        return this.#pass(
          name,
          value,
          httpsAddress.test(value),
          line,
          "must be a folder of the application's, or an address that begins with https:// and holds no password",
        );
      case "--index-url":
      case "--extra-index-url":
        return this.#pass(name, value, httpsAddress.test(value), line, "must be an address that begins with https:// and holds no password and no variable");
      case "--only-binary":
      case "--no-binary":
        if (!this.options.builds && (name === "--no-binary" || value === ":none:"))
          return this.#refuse(line, "must not ask for builds", "Packages come as wheels alone unless the application's setting `builds` is true");
        return this.#pass(name, value, projects.test(value), line, "must name projects, or :all: or :none:");
      default:
        if (name === "--require-hashes") this.#hashes = true;
        return void this.#lines.push({ text: name });
    }
  }

  #pass(name: string, value: string, holds: boolean, line: RequirementLine, rule: string): void {
    if (holds) this.#lines.push({ text: `${name} ${value}` });
    else this.#refuse(line, rule, "Correct it, or put the packages into a folder of the application's and name that by --find-links");
  }

  #include(kind: string, value: string, line: RequirementLine, around: readonly string[]): void {
    const file = within(line.file, value);
    if (file === undefined)
      return this.#refuse(
        line,
        "must name a file of the application's folder, relative to the file that names it",
        "Put the file into the folder; names that begin with a dot do not travel",
      );
    if (around.includes(file))
      return this.#refuse(
        line,
        `must not include a file that includes it: ${[...around.slice(around.indexOf(file)), file].join(" includes ")}`,
        "Remove one of the lines",
      );
    const text = this.folder.text(file);
    if (text === undefined)
      return this.#refuse(
        line,
        `must name a file that is there: ${file} is not a file of the application's folder`,
        "Correct the path, which is relative to the file that names it",
      );
    this.#readFile(file, text, kind, around);
  }

  /** Reads a folder relative to the file that names it, or else to the application's folder. */
  #findLinks(value: string, line: RequirementLine): void {
    const places = [within(line.file, value), within("", value)].filter((place) => place !== undefined);
    if (places.length === 0)
      return this.#refuse(
        line,
        "must name a folder of the application's folder, by a relative path",
        "Put the folder there; names that begin with a dot do not travel",
      );
    const found = places.flatMap((folder) => [this.folder.sums(folder)].flatMap((sums) => (sums ? [{ folder, sums }] : [])))[0];
    if (!found)
      return this.#refuse(
        line,
        `must name a folder that holds files: ${places[0]} is not one`,
        "Correct the path, which is relative to the file that names it",
      );
    Object.assign(this.#sums, found.sums);
    this.#lines.push({ text: "--find-links", folder: found.folder });
  }

  #refuse(line: RequirementLine, rule: string, remedy: string): void {
    this.#faults.push(lineFault(this.options.path, line, rule, remedy));
  }
}

/** The lines for pip on the host, where the application's folder is `root`. */
export function renderRequirements(
  { lines, constraints, sums }: PythonRequirements,
  { root, builds }: { readonly root: string; readonly builds: boolean },
): { readonly requirements: string; readonly constraints: string; readonly sums: string } {
  const requirements = [
    ...(builds ? [] : ["--only-binary :all:"]),
    ...lines.map(({ text, folder }) => (folder === undefined ? text : `${text} ${root}/${folder}`)),
  ];
  const files = Object.entries(sums)
    .map(([path, sum]) => `${sum}  ${path}`)
    .sort();
  return { requirements: joined(requirements), constraints: joined(constraints), sums: joined(files) };
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
