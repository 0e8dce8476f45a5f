import { sha256 } from "../../release/common/release";

/** A file on the host, owner root. */
export interface HostFile {
  readonly path: string;
  readonly content: string;
  /** As `stat` prints it, e.g. `600`. */
  readonly mode: "600" | "640" | "644" | "755";
}

/** The files of a program in Python, from the texts of its parts by their names. */
export function programFiles(folder: string, texts: Readonly<Record<string, string>>): HostFile[] {
  return Object.entries(texts).map(([part, content]) => ({ path: `${folder}/${part}.py`, content, mode: "644" }));
}

/** The files found on a host at the expected paths. */
export type SeenFiles = ReadonlyMap<string, { readonly mode: string; readonly sha256: string }>;

/** What `place_files` of `lineage.sh` reads on standard input: one file per line, its content in base64. */
export function fileLines(files: readonly HostFile[]): string {
  return files.map(({ path, content, mode }) => `${mode} ${path} ${Buffer.from(content).toString("base64")}\n`).join("");
}

/** Reads an inspection's output: a kind and its facts in each line, with the files as `show_files` of `lineage.sh` prints them. */
export function readInspection(output: string): { readonly files: SeenFiles; readonly factOf: (kind: string) => string | undefined } {
  const rows = output.split("\n").map((line) => line.split("\t"));
  const files = rows.flatMap(([kind, mode = "", hash = "", path = ""]) => (kind === "file" ? [[path, { mode, sha256: hash }] as const] : []));
  return { files: new Map(files), factOf: (wanted) => rows.find(([kind]) => kind === wanted)?.[1] };
}

/** How the files on the host differ from `files`, in words. Contents are never shown. */
export function fileDrift(files: readonly HostFile[], seen: SeenFiles): string[] {
  return files.flatMap(({ path, content, mode }) => {
    const file = seen.get(path);
    if (!file) return [`${path} is missing`];
    return [
      ...(file.mode === mode ? [] : [`${path} has the mode 0${file.mode} instead of 0${mode}`]),
      ...(file.sha256 === sha256(content) ? [] : [`${path} has other content`]),
    ];
  });
}
