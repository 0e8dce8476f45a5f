import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { complaintOf, isExpectedChain, look, runPulumi, stackOutputs, type Look, type Program } from "tlsup/cli";
import { commandEnvironment } from "./environment";
import { setUp } from "./set-up";
import { collectStatus, overHttp, type Status } from "./status";
import { watchingAt } from "./watching";
import { publicRootsFile } from "../daemon/roots";
import { openTokens } from "../daemon/tokens";
import type { Instance } from "../instance";
import type { Progress } from "../progress";
import { hostChanges } from "../rehearsal/hosts";
import type { CertificateSeen, ChainSeen, Observed } from "../rehearsal/rehearsal";
import { zonesOf, type StandIns } from "../rehearsal/settings";
import { CertificateDrawer } from "../rehearsal/execution/certificates";
import { baseCommit, checkOut, copyWorkingTree, openRepository } from "../rehearsal/execution/checkout";
import { hostStates } from "../rehearsal/execution/hosts";
import type { Place } from "../rehearsal/execution/place";
import { drawFrom, prepareSettings, settingsFile, shareSalt } from "../rehearsal/execution/settings-file";
import { visitDuring } from "../rehearsal/execution/visitors";

/** What to rehearse. */
export interface Request {
  /** The program's folder. */
  readonly program: string;
  readonly stack: string;
  /** A commit, by any name of it; the default is where the current branch left the main one. */
  readonly base: string | undefined;
  /** Zones in addition to those that the settings name. */
  readonly zones: readonly string[];
}

/** Brings the base up in `place`, applies the change under load, and returns what was seen. */
export async function rehearse(request: Request, place: Place, progress: Progress, signal: AbortSignal): Promise<Observed> {
  const { stack } = request;
  const repository = await openRepository(request.program);
  const commit = await baseCommit(repository, request.base);
  await checkOut(repository, commit, place.base, join(place.root, "index"));
  await copyWorkingTree(repository, place.change);

  const clock = stopwatch();
  const { instance, toolchain } = await setUp(place.cloud, progress);
  signal.throwIfAborted();
  const cloud = clock();
  const passphrase = join(place.root, "passphrase");
  writeFileSync(passphrase, randomBytes(16).toString("hex"), { mode: 0o600 });
  const environment = {
    ...commandEnvironment(instance, toolchain),
    PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    TMPDIR: place.temporary,
    TLSUP_PUBLIC_ROOTS: publicRootsFile(instance),
  };
  const programAt = (folder: string): Program => ({ root: join(folder, repository.program), environment, signal });
  const [base, change] = [programAt(place.base), programAt(place.change)];

  const status = await collectStatus(place.cloud);
  const standIns = standInsOf(status, instance);
  const draw = drawFrom(randomBytes(32));
  const drawer = new CertificateDrawer();
  const settings = await Promise.all([base, change].map((program) => prepareSettings(program, stack, standIns, draw, drawer)));
  writeFileSync(publicRootsFile(instance), (await drawer.publicRoots()).join(""));
  await makeZones(instance, status, [...settings.flatMap(({ file }) => zonesOf(file.config ?? {})), ...request.zones]);
  await succeed(base, "stack", "init", stack);
  shareSalt(settingsFile(base, stack), settingsFile(change, stack));
  await progress.step("bringing the base up", () => succeed(base, ...upOf(stack)));
  const baseTime = clock();

  const before = await lookAt(base, stack, place);
  const hostsBefore = await hostStates(instance);
  clock();
  const { result, visits } = await visitDuring(before.domain, { dns: needed(status.dns, "DNS"), roots: rootsOf(status) }, () =>
    progress.step("applying the change under load", () => runPulumi(change, upOf(stack))),
  );
  const changeTime = clock();
  const hosts = hostChanges(hostsBefore, await hostStates(instance, hostsBefore));
  const after = await lookAt(change, stack, place);
  return {
    stack,
    base: commit,
    before: before.seen,
    after: after.seen,
    visits,
    hosts,
    ...(result.code !== 0 && { refusal: refusalOf(result) }),
    notRehearsed: [...new Set(settings.flatMap(({ standingIn }) => standingIn))],
    times: { cloud, base: baseTime, change: changeTime },
  };
}

const upOf = (stack: string): string[] => ["up", "--yes", "--skip-preview", "--stack", stack];

async function succeed(program: Program, ...args: readonly string[]): Promise<void> {
  const ended = await runPulumi(program, args);
  if (ended.code !== 0) throw new Error(`Cannot bring the base up, so that there is nothing to compare the change with:\n${refusalOf(ended)}`);
}

/** The engine's errors are on its output, below the last heading `Diagnostics`. */
function refusalOf(ended: { readonly output: string; readonly errors: string }): string {
  const [, diagnostics = ""] = /\nDiagnostics:\n([^]*?)(?:\n(?:Outputs|Resources|Duration):|$)/.exec(ended.output) ?? [];
  return (diagnostics || complaintOf(ended) || ended.output.slice(-2000)).trim();
}

function standInsOf(status: Status, { address, directory }: Instance): StandIns {
  const acme = needed(status.acme, "ACME server");
  return {
    acmeDirectory: acme.directory,
    acmeDirectoryForHosts: acme.directoryForHosts,
    acmeRoots: needed(status.roots.acme, "ACME server"),
    resolver: address,
    cloudflareForHosts: needed(status.apis.cloudflareForHosts, "Cloudflare API"),
    cloudflareToken: openTokens(directory).cloudflare,
  };
}

async function makeZones({ directory }: Instance, { apis, zones }: Status, names: readonly string[]): Promise<void> {
  const url = `${overHttp(needed(apis.cloudflare, "Cloudflare API"))}/zones`;
  for (const name of new Set(names.filter((each) => !zones.includes(each)))) {
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${openTokens(directory).cloudflare}`, "content-type": "application/json" },
      body: JSON.stringify({ account: {}, name, type: "full" }),
    });
    if (!response.ok) throw new Error(`Cannot make the zone ${name} in the local cloud: ${await response.text()}`);
  }
}

async function lookAt(program: Program, stack: string, { cloud }: Place): Promise<{ readonly domain: string; readonly seen: ChainSeen }> {
  const { chain } = await stackOutputs(program, stack);
  if (!isExpectedChain(chain))
    throw new Error(`Cannot look at the stack ${stack} as its program must have the output \`chain\`: export the one of its HttpsSite`);
  const seen = await look(`https://${chain.domain}/`, { watching: (name) => watchingAt(cloud, name) }, chain);
  return { domain: chain.domain, seen: { report: seen.report, findings: seen.findings, certificates: certificatesOf(seen) } };
}

function certificatesOf({ observation: { edge, origin } }: Look): CertificateSeen[] {
  return (
    [
      ["edge", edge],
      ["origin", origin?.seen],
    ] as const
  ).flatMap(([hop, handshake]) => {
    if (handshake?.outcome !== "done") return [];
    const { issuer, notAfter, sha256 } = handshake.leaf;
    return [{ hop, issuer, notAfter, sha256 }];
  });
}

function rootsOf({ roots }: Status): string[] {
  return [roots.edge, ...(roots.acme === undefined ? [] : [roots.acme])].map((file) => readFileSync(file, "utf8"));
}

function needed<T>(part: T | undefined, name: string): T {
  if (part === undefined) throw new Error(`Cannot rehearse as the local cloud's ${name} must run: see its log`);
  return part;
}

/** Returns the whole seconds since it was last asked. */
function stopwatch(): () => number {
  let last = Date.now();
  return () => {
    const seconds = Math.round((Date.now() - last) / 1000);
    last = Date.now();
    return seconds;
  };
}
