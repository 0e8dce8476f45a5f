import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Instance } from "../instance";
import { builtCode } from "./build-id";
import type { Readiness } from "./main";

const largestLog = 5_000_000;
/** flock(1) exits with this code if another process holds the lock: EX_TEMPFAIL of sysexits.h. */
const lockHeld = 75;

/** The log of the daemon of `directory`. */
export const daemonLog = (directory: string): string => join(directory, "log", "daemon.log");

/**
 * Starts the daemon and resolves when it is ready to serve. flock(1) becomes the daemon (`--no-fork`), so the
 * kernel keeps a second daemon off the same folder for exactly as long as the first one lives.
 */
export async function startDaemon(instance: Instance): Promise<void> {
  const log = openLog(instance.directory);
  const guard = join(instance.directory, "daemon.lock");
  const command = [process.execPath, join(builtCode, "daemon", "main.js"), instance.directory];
  const daemon = spawn("flock", ["--nonblock", "--no-fork", "--conflict-exit-code", String(lockHeld), guard, ...command], {
    cwd: "/",
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  const readiness = await new Promise<Readiness>((resolve, reject) => {
    daemon.once("message", (message) => resolve(message as Readiness));
    daemon.once("error", reject);
    daemon.once("exit", (code, signal) => reject(new Error(explainExit(instance.directory, code, signal))));
  });
  daemon.unref();
  if (readiness.ready) return;
  const reasons = readiness.failures.map(({ part, message }) => `  ${part}: ${message}`);
  throw new Error(`Cannot start the local cloud in ${instance.directory}:\n${reasons.join("\n")}\nIts log is ${daemonLog(instance.directory)}.`);
}

function explainExit(directory: string, code: number | null, signal: NodeJS.Signals | null): string {
  if (code === lockHeld) return `Cannot start the local cloud in ${directory}: another process is just starting or stopping it; run the command again`;
  return `Cannot start the local cloud in ${directory}: its daemon ended with ${signal ?? `exit code ${code}`}; see ${daemonLog(directory)}`;
}

/** The log for a new daemon. Only one earlier log is kept, so that the folder does not grow without bound. */
function openLog(directory: string): number {
  const file = daemonLog(directory);
  mkdirSync(join(directory, "log"), { recursive: true, mode: 0o700 });
  if (existsSync(file) && statSync(file).size > largestLog) renameSync(file, `${file}.1`);
  return openSync(file, "a", 0o600);
}
