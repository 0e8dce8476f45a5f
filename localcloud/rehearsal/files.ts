import type { FileChange } from "./rehearsal";

/** A file's path, and a text that differs when its content does. */
export type Files = ReadonlyMap<string, string>;

/** A release in /opt/tlsup: the folder of its site, its id, and the path in it. `current` leads to the one in force. */
const release = /^(\/opt\/tlsup\/[^/]+)\/releases\/([^/]+)\/(.*)$/;
/** What pushes note down for themselves. */
const notes = /^\/opt\/tlsup\/(\.|[^/]+\/(\.|current$|current\/\.tlsup\/))/;

/** The files that differ. Those of a site's release are called by the name that they are served under, below `current`. */
export function fileChanges(before: Files, after: Files): FileChange[] {
  const [old, now] = [inForce(before), inForce(after)];
  const written = [...now].flatMap(([path, mark]): FileChange[] => {
    if (old.get(path) === mark) return [];
    return [{ path, change: old.has(path) ? "changed" : "new" }];
  });
  const gone = [...old.keys()].filter((path) => !now.has(path)).map((path): FileChange => ({ path, change: "gone" }));
  return [...written, ...gone].sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Without the releases that are not in force. */
function inForce(files: Files): Files {
  const named = [...files].flatMap(([path, mark]): [string, string][] => {
    const [, site, id, rest] = release.exec(path) ?? [];
    if (site === undefined) return [[path, mark]];
    const current = files.get(`${site}/current`)?.split("/").at(-1);
    return id === current ? [[`${site}/current/${rest ?? ""}`, mark]] : [];
  });
  return new Map(named.filter(([path]) => !notes.test(path)));
}
