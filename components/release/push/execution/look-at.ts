import type { Destination } from "../../../shared/destination";
import { withSession, type Session } from "../../../shared/execution/ssh";
import { inspectCommand, showCommand } from "../../agent/activation";
import { changedFiles, drift, parseInspection, type Inspection } from "../drift";
import type { Release } from "../../common/release";
import { inspectTree } from "../../trees/execution/send-tree";
import { hostScripts } from "../../agent/execution/host-scripts";

/** A refresh must not wait long for a host that is gone. In milliseconds. */
const connectDeadline = 10_000;

/** The state of a release on its host. */
export interface Sight {
  /** The release's public files as they are on the host, without missing ones. */
  readonly files: Readonly<Record<string, string>>;
  /** SHA-256 of the leaf that is served; empty if none is. */
  readonly servedSha256: string;
  /** All other differences, in words. */
  readonly differences: readonly string[];
}

/** Compares a host with the release that was pushed to it as `folder`, over one connection. Throws when it cannot be reached. */
export async function lookAt(destination: Destination, release: Release, folder: string): Promise<Sight> {
  return withSession(destination, connectDeadline, async (session) => {
    const [inspection, ...trees] = await Promise.all([
      inspect(session, release, destination),
      ...Object.entries(release.trees).map(([path, tree]) => inspectTree(session, release.site, path, tree)),
    ]);
    const files = Object.fromEntries(Object.entries(release.files).filter(([path]) => inspection.files.has(path)));
    for (const path of changedFiles(release, inspection)) files[path] = (await session.run(showCommand(release.site, path))).stdout;
    return {
      files,
      servedSha256: servedIn(inspection, release),
      differences: [...drift(release, folder, inspection), ...trees.flat()],
    };
  });
}

/** SHA-256 of the leaf that a host serves, empty if it serves none; undefined if another push than `folder` is in force. */
export async function servedBy(session: Session, release: Release, destination: Destination, folder: string): Promise<string | undefined> {
  const inspection = await inspect(session, release, destination);
  return inspection.origin === folder ? servedIn(inspection, release) : undefined;
}

async function inspect(session: Session, { site }: Release, { host }: Destination): Promise<Inspection> {
  const { code, stdout } = await session.run(inspectCommand(site, hostScripts));
  // Half an answer would look like drift.
  if (code !== 0) throw new Error(`Cannot look at ${site} on ${host} as the host must answer to the end: it ended with code ${code}. Run again`);
  return parseInspection(stdout);
}

function servedIn({ served }: Inspection, { probes }: Release): string {
  return served.get(String(probes[0]?.port)) ?? "";
}
