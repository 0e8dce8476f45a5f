import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { once } from "node:events";

/**
 * Runs `action` while holding a lock on `file`; waits until no other process of this machine holds it.
 *
 * It is a kernel lock, held by flock(1) while its standard input is open. It ends when this process ends
 * for any reason, so a lock is never stale.
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
