import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Part } from "../instance";
import type { Log } from "../log";

export interface SupervisedProgram {
  /** Its name in log entries and errors. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Its whole environment, except PATH. */
  readonly environment: Readonly<Record<string, string>>;
  /** The file for its output. The output before its last start is beside it, in `<output>.1`. */
  readonly output: string;
  /** Resolves when it serves; called at each start. `signal` aborts when the result is no longer needed. */
  ready(signal: AbortSignal): Promise<void>;
  readonly log: Log;
}

/** Milliseconds: from the end of a program to its next start, and from a start until it must serve. */
const patience = { restart: 1_000, ready: 30_000 };

/**
 * setpriv(1) makes the kernel kill the program when this process ends for any reason. As prctl(2),
 * PR_SET_PDEATHSIG, recommends, the shell then checks whether the parent has ended already.
 */
const wrapper = ["--pdeathsig", "KILL", "sh", "-c", '[ "$PPID" -eq "$1" ] || exit; shift; exec "$@"', "sh", String(process.pid)];

/**
 * Starts a program and resolves when it serves. If it ends, it is started again, until it is closed.
 *
 * @throws Error if it ends before it serves.
 */
export async function supervise(program: SupervisedProgram): Promise<Part> {
  const stopping = new AbortController();
  const { ended } = await start(program, stopping.signal);
  const watched = watch(program, ended, stopping.signal);
  return {
    close: () => {
      stopping.abort();
      return watched;
    },
  };
}

async function watch(program: SupervisedProgram, end: Promise<string>, stopping: AbortSignal): Promise<void> {
  for (let ended = end; ;) {
    const reason = await ended;
    if (stopping.aborted) return;
    program.log.error("ended", { program: program.name, reason });
    await sleep(patience.restart, undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted) return;
    ended = start(program, stopping).then(
      (again) => again.ended,
      (error: unknown) => String(error),
    );
  }
}

/** `ended` resolves with the reason. */
async function start(program: SupervisedProgram, stopping: AbortSignal): Promise<{ readonly ended: Promise<string> }> {
  const output = openOutput(program.output);
  const child = spawn("setpriv", [...wrapper, program.command, ...program.args], {
    env: { PATH: process.env["PATH"], ...program.environment },
    signal: stopping,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  const ended = new Promise<string>((resolve) => {
    // An aborted `signal` emits an error although the child has not ended yet.
    child.on("error", (error) => child.pid === undefined && resolve(error.message));
    child.once("exit", (code, signal) => resolve(`${signal ?? `exit code ${code}`}: ${lastLine(program.output)}`));
  });
  const waiting = new AbortController();
  const failed = ended.then((reason) => {
    waiting.abort();
    throw new Error(`Cannot start ${program.name} as it must serve: it ended with ${reason}\nIts output is in ${program.output}.`);
  });
  const timeout = AbortSignal.timeout(patience.ready);
  try {
    await Promise.race([program.ready(AbortSignal.any([waiting.signal, timeout])), failed]);
  } catch (cause) {
    child.kill("SIGKILL");
    await ended;
    if (!timeout.aborted) throw cause;
    throw new Error(`Cannot start ${program.name} as it must serve within ${patience.ready / 1_000} s: it does not. Its output is in ${program.output}.`, {
      cause,
    });
  }
  failed.catch(() => undefined);
  return { ended };
}

function openOutput(file: string): number {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (existsSync(file)) renameSync(file, `${file}.1`);
  return openSync(file, "a", 0o600);
}

function lastLine(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").at(-1) ?? "";
}
