import { randomBytes } from "node:crypto";
import { hostname, userInfo } from "node:os";
import type { Report } from "../../../shared/resource-operations";
import type { Destination } from "../../../shared/destination";
import { withSession, type Result } from "../../../shared/execution/ssh";
import { tell } from "../../../shared/execution/tell";
import { archive, discardCommand, enterCommand, receiveCommand, removeCommand, type ArchiveEntry, type RemovedRelease } from "../../agent/activation";
import { describeFailure, failureOf, outcomes } from "../../agent/outcome";
import { releaseId, type Release } from "../../common/release";
import { hostScripts } from "../../agent/execution/host-scripts";
import { sendTree } from "../../trees/execution/send-tree";
import { servedBy } from "./look-at";

/** A host that does not answer within half a minute is down. In milliseconds. */
const connectDeadline = 30_000;

/** A release that was activated and seen in force. */
export interface ProvenRelease {
  /** Its folder on the host. */
  readonly folder: string;
  /** SHA-256 of the leaf that the host serves. */
  readonly servedSha256: string;
}

/**
 * Puts a release in force on a host, over one connection, and proves it. Throws if it is refused or rolled back: the host then
 * serves what it served before. Calls `report` at the start of each step, and `begun` when the host answers. Tells the host's warnings.
 */
export async function push(
  destination: Destination,
  release: Release,
  report: Report = () => undefined,
  begun = (): void => undefined,
): Promise<ProvenRelease> {
  const folder = `${releaseId(release)}-${randomBytes(3).toString("hex")}`;
  const entries = archive(release, hostScripts, pusher());
  const arrival = { folder, pusher: pusher(), clock: Math.round(Date.now() / 1000), entries };
  const content = await tarball(entries);
  const heard = (line: string): void => {
    const [kind, step = ""] = line.split("\t");
    if (kind === "progress" && step.startsWith("warning: ")) tell(`${release.domain}: ${step}`);
    else if (kind === "progress") report(step);
  };
  report("connecting");
  return withSession(destination, connectDeadline, async (session) => {
    begun();
    report("uploading");
    // In parallel on one connection. All trees must be in place before the release is activated.
    const [received] = await Promise.all([
      session.run(receiveCommand(release, hostScripts, arrival), content, heard),
      ...Object.values(release.trees).map((tree) => sendTree(session, release.site, tree)),
    ]);
    const [hasTrees, isReceived] = [Object.keys(release.trees).length > 0, received.code === 0];
    // Its trees have arrived all the same.
    if (hasTrees && !isReceived) await session.run(discardCommand(release, hostScripts, arrival));
    const result = hasTrees && isReceived ? await session.run(enterCommand(release, hostScripts, arrival), "", heard) : received;
    const said = answerOf(result);
    const servedSha256 = result.code === outcomes.proven ? (said ?? (await servedBy(session, release, destination, folder))) : undefined;
    if (servedSha256 === undefined) throw failed(result, said, release, destination, folder);
    return { folder, servedSha256 };
  });
}

/** Removes a release's names from its host, and with them its site, unless a later release of the site has other names. */
export async function remove(destination: Destination, release: RemovedRelease): Promise<void> {
  await withSession(destination, connectDeadline, async (session) => {
    const result = await session.run(removeCommand(release, pusher()));
    if (result.code !== 0)
      throw new Error(`Cannot take ${release.domain} off ${destination.host}: the host said ${JSON.stringify(tail(result.stderr + result.stdout))}`);
  });
}

/** The sender, in characters that need no quoting anywhere. */
function pusher(): string {
  return `${userInfo().username}@${hostname()}`.replaceAll(/[^A-Za-z0-9_.@-]/g, "_");
}

/** A push that ended on its host otherwise than proven. */
export class PushError extends Error {
  override readonly name = "PushError";

  constructor(
    release: Release,
    destination: Destination,
    reason: string,
    /** Whether the host is as it was. */
    readonly isUndone: boolean,
  ) {
    super(`Cannot activate the release of ${release.domain} on ${destination.host}: ${reason}`);
  }
}

/** What the host said of the outcome; undefined after an activation that systemd has started again, as no connection leads to that. */
function answerOf({ stdout }: Result): string | undefined {
  const [kind, detail] = stdout.trimEnd().split("\n").at(-1)?.split("\t") ?? [];
  return kind === "progress" ? undefined : detail;
}

function failed(result: Result, said: string | undefined, release: Release, destination: Destination, folder: string): PushError {
  const failure = failureOf(result.code);
  const detail = said ?? (tail(result.stderr) || "it was cut short, and what it said after that is lost");
  const reason = failure ? describeFailure(failure, detail) : endedOtherwise(result, folder);
  return new PushError(release, destination, reason, failure !== undefined && failure !== "rollbackFailed");
}

function endedOtherwise({ code, stderr }: Result, folder: string): string {
  return (
    `the activation ended with code ${code}: ${tail(stderr)}. If it was cut short, the host undoes it by itself or at the next push. ` +
    `Run again, or look at \`journalctl -u tlsup-activate-${folder}\` on the host`
  );
}

function tail(text: string): string {
  return text.trim().split("\n").slice(-5).join("; ");
}

async function tarball(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  // Loaded here, as a run without changes sends nothing.
  const { pack } = await import("tar-stream");
  const archive = pack();
  for (const { path, content, mode, mtime } of entries) archive.entry({ name: path, mode, type: "file", ...(mtime && { mtime }) }, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
