import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { once } from "node:events";

/**
 * Runs `action` while no other process of this machine holds `file`; waits until that is so.
 *
 * The lock is the kernel's, held by flock(1) for as long as its standard input is open: it ends with this
 * process, however this process ends, so a lock is never stale.
 */
export async function withLock<T>(file: string, action: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const holder = spawn("flock", [file, "sh", "-c", "echo; exec cat"], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(holder, "close");
  const lost = ended.then(() => {
    throw new Error(`Cannot lock ${file}: flock ended with ${holder.exitCode ?? holder.signalCode}`);
  });
  lost.catch(() => undefined);
  await Promise.race([once(holder.stdout, "data"), lost]);
  try {
    return await action();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
