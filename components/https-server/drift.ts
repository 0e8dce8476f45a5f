import { sha256, type Release } from "./release";

/** What the host says about the release in force. */
export interface Inspection {
  /** The release's folder; absent when none is in force. */
  readonly folder?: string;
  readonly servedSha256?: string;
  readonly links: readonly string[];
  readonly files: ReadonlyMap<string, { readonly mode: string; readonly sha256: string }>;
}

/** Reads what `activate.sh inspect` prints. */
export function parseInspection(output: string): Inspection {
  const links: string[] = [];
  const files = new Map<string, { mode: string; sha256: string }>();
  const facts: { folder?: string; servedSha256?: string } = {};
  for (const line of output.split("\n")) {
    const [kind, first = "", second = "", path = ""] = line.split("\t");
    if (kind === "release") facts.folder = first;
    if (kind === "served") facts.servedSha256 = first;
    if (kind === "link") links.push(first);
    if (kind === "file") files.set(path, { mode: first, sha256: second });
  }
  return { ...facts, links, files };
}

/** The public files whose text on the host is another, or that the release does not know; their text is worth fetching. */
export function changedFiles(release: Release, inspection: Inspection): string[] {
  return [...inspection.files]
    .filter(([path, file]) => !(path in release.secrets) && (release.files[path] === undefined || sha256(release.files[path]) !== file.sha256))
    .map(([path]) => path);
}

/** In words, what differs on the host beyond the text of public files. Secrets are named, never shown. */
export function drift(release: Release, folder: string, inspection: Inspection): string[] {
  if (inspection.folder === undefined) return ["no release of this site is in force"];
  return [
    ...(inspection.folder === folder ? [] : [`another release is in force: ${inspection.folder}`]),
    ...(inspection.servedSha256 === release.probe.sha256 ? [] : [`another certificate is served: SHA-256 ${inspection.servedSha256 ?? "unknown"}`]),
    ...Object.keys(release.links).filter((path) => !inspection.links.includes(path)).map((path) => `${path} does not lead to the release any more`),
    ...Object.entries(release.secrets).flatMap(([path, content]) => fileDrift(path, "600", content, inspection)),
    ...Object.keys(release.files).flatMap((path) => fileDrift(path, "644", undefined, inspection)),
  ];
}

function fileDrift(path: string, mode: string, secret: string | undefined, { files }: Inspection): string[] {
  const file = files.get(path);
  if (!file) return [`${path} is missing`];
  return [
    ...(file.mode === mode ? [] : [`${path} has the mode 0${file.mode} instead of 0${mode}`]),
    ...(secret === undefined || sha256(secret) === file.sha256 ? [] : [`${path} has other content`]),
  ];
}
