import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Part } from "../instance";
import type { Log } from "../log";

export interface SupervisedProgram {
  /** In log entries and errors. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** All of its environment but PATH. */
  readonly environment: Readonly<Record<string, string>>;
  /** The file that it writes to. What it wrote before its last start is beside it, in `<output>.1`. */
  readonly output: string;
  /** Resolves when it serves; called at each start. `signal` aborts when nobody waits for that any more. */
  ready(signal: AbortSignal): Promise<void>;
  readonly log: Log;
}

/** Milliseconds: from the end of a program to its next start, and until it must serve. */
const patience = { restart: 1_000, ready: 30_000 };

/**
 * setpriv(1) has the kernel end the program with this process, however this process ends; prctl(2),
 * PR_SET_PDEATHSIG, says to look afterwards whether that has happened already.
 */
const wrapper = ["--pdeathsig", "KILL", "sh", "-c", '[ "$PPID" -eq "$1" ] || exit; shift; exec "$@"', "sh", String(process.pid)];

/**
 * Starts a program and resolves when it serves. Until it is closed it is started again whenever it ends.
 *
 * @throws Error when it ends before it serves.
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
    // `signal` makes an error of a child that still has to end.
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
