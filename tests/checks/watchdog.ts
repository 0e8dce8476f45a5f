import { execFileSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** What the reporter `tally.mjs` tells of a run as it goes on. */
export type News = { readonly files: number } | { readonly began: string } | { readonly ended: string; readonly passed: number; readonly failed: number };

/** In milliseconds. */
export interface Limits {
  /** For one test file, and for what is done before, between and after the files. */
  readonly file: number;
  /** For a run to end that was interrupted. */
  readonly grace: number;
}

/** How a run ended, and what it counted. One that had to be stopped cannot tell that itself. */
export interface End {
  readonly code: number;
  readonly isStopped: boolean;
  readonly passed: number;
  readonly failed: number;
}

/** Waits for a run of tests to end, and stops it when one of its files does not: by SIGINT, then by SIGKILL, with every process that it started. */
export async function watched(run: ChildProcess, limits: Limits, print: (text: string) => void): Promise<End> {
  const progress = new Progress();
  let timer: NodeJS.Timeout;
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    print(`The tests are stopped: ${Math.round(limits.file / 60_000)} minutes are over, and this has not ended: ${progress.running().join(", ")}\n`);
    const started = withDescendants(run.pid);
    run.once("exit", () => started.forEach(kill));
    timer = setTimeout(() => started.forEach(kill), limits.grace);
    run.kill("SIGINT");
  };
  const wait = (): void => void (timer = setTimeout(stop, progress.oldest() + limits.file - Date.now()));
  run.on("message", (news: News) => {
    if (isStopped) return;
    clearTimeout(timer);
    progress.hear(news);
    wait();
  });
  wait();
  const [code] = (await once(run, "exit")) as [number | null];
  clearTimeout(timer!);
  return { code: isStopped ? 1 : (code ?? 1), isStopped, ...progress.counts(isStopped) };
}

/** Which files run, since when, and what the others have counted. */
class Progress {
  #files = 0;
  #ended = 0;
  #passed = 0;
  #failed = 0;
  #idleSince = Date.now();
  readonly #running = new Map<string, number>();

  hear(news: News): void {
    if ("files" in news) this.#files = news.files;
    else if ("began" in news) this.#running.set(news.began, Date.now());
    else {
      this.#running.delete(news.ended);
      this.#ended += 1;
      this.#passed += news.passed;
      this.#failed += news.failed;
    }
    this.#idleSince = Date.now();
  }

  running(): string[] {
    return this.#running.size === 0 ? ["what is done beside the files"] : [...this.#running.keys()];
  }

  oldest(): number {
    return this.#running.size === 0 ? this.#idleSince : Math.min(...this.#running.values());
  }

  /** A file that has not ended has failed, and so has a run that was stopped. */
  counts(isStopped: boolean): Pick<End, "passed" | "failed"> {
    return { passed: this.#passed, failed: this.#failed + Math.max(isStopped ? 1 : 0, this.#files - this.#ended) };
  }
}

/** A process and all that it has started, directly or not, but for what has left it. */
function withDescendants(root: number | undefined): number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const found = root === undefined ? [] : [root];
  for (const parent of found) found.push(...pairs.flatMap(([pid, ppid]) => (ppid === parent && pid !== undefined ? [pid] : [])));
  return found;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
