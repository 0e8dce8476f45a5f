import { spawn } from "node:child_process";
import type { Readable } from "node:stream";

/** A program to run, as data. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Its standard input. */
  readonly input?: string | Readable;
}

/** A command that ended with an exit code other than 0. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  constructor(
    readonly command: Command,
    readonly exitCode: number | null,
    readonly output: string,
  ) {
    super(
      `Cannot run ${[command.program, ...command.args].join(" ")}: ` +
        `${exitCode === null ? "it was ended" : `exit code ${String(exitCode)}`}: ${output.trim().slice(-2000)}`,
    );
  }
}

/** Settings of one run. */
export interface RunSettings {
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the command. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a command and returns its standard output.
 *
 * @throws CommandError if its exit code is not 0, with the end of its standard error.
 */
export async function run(command: Command, settings: RunSettings = {}): Promise<string> {
  const child = spawn(command.program, command.args, { stdio: "pipe", env: settings.env ?? process.env, ...(settings.signal && { signal: settings.signal }) });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // If a program ends before it has read all of its input, its exit code decides.
  child.stdin.on("error", () => undefined);
  if (typeof command.input === "object") command.input.pipe(child.stdin);
  else child.stdin.end(command.input);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (exitCode !== 0) throw new CommandError(command, exitCode, Buffer.concat(stderr).toString());
  return Buffer.concat(stdout).toString();
}
