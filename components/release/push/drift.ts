import { fullChainPath, placeOf, privateKeyPath, sha256, type Release } from "../common/release";

/** A file of the release in force, as the host has it. */
export interface FoundFile {
  /** In octal, as `find` prints it: `644`. */
  readonly mode: string;
  readonly owner: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** What the host says about the release in force. */
export interface Inspection {
  /** The release's folder; absent if no release is in force. */
  readonly folder?: string;
  /** The folder that was pushed. It differs from `folder` if the host has renewed the certificate since. */
  readonly origin?: string;
  /** Who pushed it: user@machine. */
  readonly pusher?: string;
  /** SHA-256 of the leaf in the release. */
  readonly leafSha256?: string;
  /** SHA-256 of the leaf that certbot keeps on the host; absent if the certificate is part of the release. */
  readonly lineageSha256?: string;
  /** SHA-256 of the leaf that is served, by port; absent for a port that serves none. */
  readonly served: ReadonlyMap<string, string>;
  /** The links that lead where they should. */
  readonly links: readonly string[];
  /** The state of each unit, in systemd's words. */
  readonly units: ReadonlyMap<string, string>;
  /** Paths that the release's preparation made, but that are missing now. */
  readonly gone: readonly string[];
  readonly files: ReadonlyMap<string, FoundFile>;
}

/** Parses the output of `inspect.sh`. */
export function parseInspection(output: string): Inspection {
  const facts: { folder?: string; origin?: string; pusher?: string; leafSha256?: string; lineageSha256?: string } = {};
  const [links, gone] = [[] as string[], [] as string[]];
  const [served, units] = [new Map<string, string>(), new Map<string, string>()];
  const [found, sums] = [new Map<string, Omit<FoundFile, "sha256">>(), new Map<string, string>()];
  for (const line of output.split("\n")) {
    const [, sum = "", path] = /^([0-9a-f]{64}) {2}\.\/(.+)$/.exec(line) ?? [];
    if (path !== undefined) sums.set(path, sum);
    const [kind, first = "", second = "", third = ""] = line.split("\t");
    if (kind === "release") Object.assign(facts, { folder: first, origin: second, pusher: third });
    if (kind === "leaf") facts.leafSha256 = first;
    if (kind === "lineage") facts.lineageSha256 = first;
    if (kind === "served" && second !== "") served.set(first, second);
    if (kind === "link") links.push(first);
    if (kind === "unit") units.set(first, second);
    if (kind === "gone") gone.push(first);
    if (kind === "file") found.set(third, { mode: first, owner: second });
  }
  const files = new Map([...found].map(([path, file]) => [path, { ...file, sha256: sums.get(path) ?? "" }] as const));
  return { ...facts, served, links, units, gone, files };
}

/** The public files whose text differs on the host, to be fetched. */
export function changedFiles(release: Release, inspection: Inspection): string[] {
  return Object.entries(release.files)
    .filter(([path, text]) => inspection.files.has(path) && inspection.files.get(path)?.sha256 !== sha256(text))
    .map(([path]) => path);
}

/** The leaf that must be served: the release's own, or certbot's newest. */
export function expectedLeaf({ certificate }: Release, { leafSha256, lineageSha256 }: Inspection): string | undefined {
  return certificate.source === "release" ? certificate.sha256 : (lineageSha256 ?? leafSha256);
}

/** In words, what differs on the host beyond the text of public files. Secrets and unknown files are named, but never shown. */
export function drift(release: Release, folder: string, inspection: Inspection): string[] {
  if (inspection.folder === undefined) return ["no release of this site is in force"];
  const { origin, pusher, served, links, units, gone, files } = inspection;
  const expected = expectedFiles(release);
  const leaf = expectedLeaf(release, inspection);
  return [
    ...(origin === folder ? [] : [`another release is in force: ${origin ?? "unknown"}, pushed by ${pusher ?? "an unknown user"}`]),
    ...release.probes
      .map(placeOf)
      .filter((place) => served.get(place) !== leaf)
      .map((place) =>
        served.has(place) ? `another certificate is served on port ${place}: SHA-256 ${served.get(place) ?? ""}` : `nothing serves TLS on port ${place}`,
      ),
    ...[...new Set(release.services.map(({ unit }) => unit))]
      .filter((unit) => !isRunning(units.get(unit)))
      .map((unit) => `${unit} is ${units.get(unit) ?? "unknown"}`),
    ...Object.keys(release.links)
      .filter((path) => !links.includes(path))
      .map((path) => `${path} does not lead to the release any more`),
    ...gone.map((path) => `${path} is missing`),
    ...[...expected].flatMap(([path, wanted]) => fileDrift(path, wanted, files.get(path))),
    ...[...files.keys()].filter((path) => !expected.has(path)).map((path) => `${path} is not of the release`),
  ];
}

/** Whether a unit works: also while it reloads, as it does at a rotation of logs. */
function isRunning(state: string | undefined): boolean {
  return state === "active" || state === "reloading";
}

interface Wanted {
  readonly mode: string;
  readonly owner: string;
  /** Absent if only the host knows it, or if a difference is shown as text. */
  readonly content?: string;
}

function expectedFiles(release: Release): Map<string, Wanted> {
  const { files, secrets, certificate, certificateFiles } = release;
  const parts = { fullChain: files[fullChainPath], privateKey: secrets[privateKeyPath] };
  return new Map<string, Wanted>([
    ...Object.keys(files).map((path) => [path, { mode: "644", owner: "root" }] as const),
    ...(certificate.source === "lineage"
      ? [[fullChainPath, { mode: "644", owner: "root" }] as const, [privateKeyPath, { mode: "600", owner: "root" }] as const]
      : []),
    ...Object.entries(secrets).map(([path, content]) => [path, { mode: "600", owner: "root", content }] as const),
    ...certificateFiles.map(({ path, parts: names, owner }) => {
      const texts = names.map((name) => parts[name]);
      return [path, { mode: "600", owner, ...(texts.includes(undefined) ? {} : { content: texts.join("") }) }] as const;
    }),
  ]);
}

function fileDrift(path: string, { mode, owner, content }: Wanted, file: FoundFile | undefined): string[] {
  if (!file) return [`${path} is missing`];
  return [
    ...(file.mode === mode ? [] : [`${path} has the mode 0${file.mode} instead of 0${mode}`]),
    ...(file.owner === owner ? [] : [`${path} belongs to ${file.owner} instead of ${owner}`]),
    ...(content === undefined || sha256(content) === file.sha256 ? [] : [`${path} has other content`]),
  ];
}
