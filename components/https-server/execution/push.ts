import { randomBytes } from "node:crypto";
import { pack } from "tar-stream";
import { asset } from "../../shared/execution/asset";
import { withSession, type Destination, type Result } from "../../shared/execution/ssh";
import { activateCommand, archive, outcomes, receiveCommand, removeCommand, type ArchiveEntry } from "../activation";
import { releaseId, type Release } from "../release";

/** A host that runs answers within half a minute, or it is down. */
const connectDeadline = 30_000;

/** A release that was activated and seen in force. */
export interface Proof {
  /** Its folder on the host. */
  readonly folder: string;
  /** SHA-256 of the leaf that the host serves. */
  readonly servedSha256: string;
}

/**
 * Puts a release in force on a host, over one connection, and proves it. Throws when it was refused or rolled back: then the host
 * serves what it served before.
 */
export async function push(destination: Destination, release: Release): Promise<Proof> {
  const folder = `${releaseId(release)}-${randomBytes(3).toString("hex")}`;
  const content = await tarball(archive(release, asset("https-server/activate.sh")));
  return withSession(destination, connectDeadline, async (session) => {
    const received = await session.run(receiveCommand(release, folder), content);
    if (received.code !== 0) throw new PushError("send", release, destination, `${tail(received.stderr)}. Nothing that is in force was touched`);
    return interpret(await session.run(activateCommand(release, folder)), release, destination, folder);
  });
}

/** Takes a site off its host. */
export async function remove(destination: Destination, site: string): Promise<void> {
  await withSession(destination, connectDeadline, async (session) => {
    const result = await session.run(removeCommand(site));
    if (result.code !== 0) throw new Error(`Cannot take ${site} off ${destination.host}: the host said ${JSON.stringify(tail(result.stderr + result.stdout))}`);
  });
}

class PushError extends Error {
  override readonly name = "PushError";

  constructor(verb: string, release: Release, destination: Destination, reason: string) {
    super(`Cannot ${verb} the release of ${release.site} on ${destination.host}: ${reason}`);
  }
}

function interpret(result: Result, release: Release, destination: Destination, folder: string): Proof {
  const [, detail = tail(result.stderr)] = result.stdout.trimEnd().split("\n").at(-1)?.split("\t") ?? [];
  switch (result.code) {
    case outcomes.proven:
      return { folder, servedSha256: release.probe.sha256 };
    case outcomes.refused:
      throw new PushError("activate", release, destination, `the host's own check refused it: ${detail}. Nothing was changed on the host`);
    case outcomes.rolledBack:
      throw new PushError("activate", release, destination, `${detail}. It was rolled back: the host serves what it served before`);
    case outcomes.rollbackFailed:
      throw new PushError("activate", release, destination, `CRITICAL: ${detail}. Look at the host now`);
    case outcomes.locked:
      throw new PushError("activate", release, destination, `${detail}. Wait until it is done, then run again`);
    default:
      throw new PushError("activate", release, destination, `the activation ended with code ${result.code}: ${tail(result.stderr)}. Run again, or look at \`journalctl -u tlsup-activate-${folder}\` on the host`);
  }
}

function tail(text: string): string {
  return text.trim().split("\n").slice(-5).join("; ");
}

async function tarball(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, content, mode } of entries) archive.entry({ name: path, mode, type: "file" }, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
