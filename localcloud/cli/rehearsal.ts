import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runPulumi, type Program } from "tlsup/cli";
import { bringUpFirst, chainOf, furnish, lookAt, openStage, refusalOf, stopwatch, upOf } from "./stage";
import type { Progress } from "../progress";
import { hostChanges } from "../rehearsal/hosts";
import type { Observed } from "../rehearsal/rehearsal";
import { hostStates } from "../rehearsal/execution/hosts";
import { baseCommit, checkOut, copyWorkingTree, isUnchanged, openRepository } from "../stage/execution/checkout";
import type { Place } from "../stage/execution/place";
import { settingsFile, shareSalt } from "../stage/execution/settings-file";
import { visitDuring } from "../stage/execution/visitors";
import { tally } from "../stage/visits";

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

/** Milliseconds from one visitor to the next. */
const interval = 50;
/** Milliseconds for which visitors go on coming once the change is in force: an application may fail only now and then, or after a while. */
const aftermath = 10_000;

/** Brings the base up in `place`, applies the change under load, and returns what was seen. */
export async function rehearse(request: Request, place: Place, progress: Progress, signal: AbortSignal): Promise<Observed> {
  const { stack } = request;
  const repository = await openRepository(request.program);
  const commit = await baseCommit(repository, request.base);
  const [baseFolder, changeFolder] = [join(place.root, "base"), join(place.root, "change")];
  await checkOut(repository, commit, baseFolder, join(place.root, "index"));
  await copyWorkingTree(repository, changeFolder);
  const isSame = await isUnchanged(repository, commit);

  const clock = stopwatch();
  const stage = await openStage(place, stack, progress, signal);
  const { instance, environment } = stage;
  const cloud = clock();
  const programAt = (folder: string): Program => ({ root: join(folder, repository.program), environment, signal });
  const [base, change] = [programAt(baseFolder), programAt(changeFolder)];
  const notRehearsed = await furnish(stage, [base, change], request.zones);
  await bringUpFirst(stage, base, progress);
  shareSalt(settingsFile(base, stack), settingsFile(change, stack));
  const baseTime = clock();

  const chain = await chainOf(stage, base);
  const before = await lookAt(stage, chain);
  const hostsBefore = await hostStates(instance);
  clock();
  const { result, visits } = await visitDuring(chain.domain, stage.visitors, interval, async () => {
    const ended = await progress.step("applying the change under load", () => runPulumi(change, upOf(stack)));
    const time = clock();
    if (ended.code === 0) await progress.step("visiting what is in force now", () => sleep(aftermath, undefined, { signal }));
    return { ...ended, time };
  });
  const hosts = hostChanges(hostsBefore, await hostStates(instance, hostsBefore));
  const after = await lookAt(stage, await chainOf(stage, change));
  return {
    stack,
    base: commit,
    before,
    after,
    visits: tally(visits),
    hosts,
    ...(result.code !== 0 && { refusal: refusalOf(result) }),
    notRehearsed: isSame ? ["A change: the working tree is the same as the base.", ...notRehearsed] : notRehearsed,
    times: { cloud, base: baseTime, change: result.time },
  };
}
