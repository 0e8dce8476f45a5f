import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";

export interface LoggedCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** The file for everything that the command prints. */
  readonly log: string;
  readonly cwd?: string;
  /** In addition to this process's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a long command; `tell` gets each line that it prints. */
export async function runLogged(what: string, { command, args, log, cwd, environment }: LoggedCommand, tell: (line: string) => void): Promise<void> {
  mkdirSync(dirname(log), { recursive: true });
  const file = createWriteStream(log, { flags: "a" });
  const child = spawn(command, args, { cwd, env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
  let last = "";
  for (const output of [child.stdout, child.stderr]) {
    output.pipe(file, { end: false });
    createInterface({ input: output }).on("line", (line) => {
      if (line.trim()) tell((last = line.trim()));
    });
  }
  const ended = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  const [code, signal] = await ended.catch((error: unknown) => {
    throw new Error(`Cannot ${what} as \`${command}\` does not run`, { cause: error });
  });
  await finished(file.end());
  if (code !== 0)
    throw new Error(`Cannot ${what} as \`${[command, ...args].join(" ")}\` ended with ${signal ?? `exit code ${code}`}: ${last}\nIts output is in ${log}.`);
}
