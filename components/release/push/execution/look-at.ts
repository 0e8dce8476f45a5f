import type { Destination } from "../../../shared/destination";
import { withSession } from "../../../shared/execution/ssh";
import { inspectCommand, showCommand } from "../../agent/activation";
import { changedFiles, drift, parseInspection } from "../drift";
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
    const [looked, ...trees] = await Promise.all([
      session.run(inspectCommand(release.site, hostScripts)),
      ...Object.entries(release.trees).map(([path, tree]) => inspectTree(session, release.site, path, tree)),
    ]);
    // Half an answer would look like drift.
    if (looked.code !== 0)
      throw new Error(`Cannot look at ${release.site} on ${destination.host} as the host must answer to the end: it ended with code ${looked.code}. Run again`);
    const inspection = parseInspection(looked.stdout);
    const files = Object.fromEntries(Object.entries(release.files).filter(([path]) => inspection.files.has(path)));
    for (const path of changedFiles(release, inspection)) files[path] = (await session.run(showCommand(release.site, path))).stdout;
    return {
      files,
      servedSha256: inspection.served.get(String(release.probes[0]?.port)) ?? "",
      differences: [...drift(release, folder, inspection), ...trees.flat()],
    };
  });
}
