import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, removeRecord, runningDaemon } from "./record";

/** A daemon that has not closed its parts within this time is killed. */
const patience = { milliseconds: 15_000, poll: 20 };

/** Stops the daemon of `directory` and waits until it has ended. Returns whether one ran. */
export async function stopDaemon(directory: string): Promise<boolean> {
  const daemon = runningDaemon(directory);
  if (!daemon) {
    removeRecord(directory);
    return false;
  }
  process.kill(daemon.pid, "SIGTERM");
  const deadline = Date.now() + patience.milliseconds;
  while (isAlive(daemon)) {
    // All acknowledged data is on disk already, so killing it loses nothing.
    if (Date.now() > deadline) process.kill(daemon.pid, "SIGKILL");
    await sleep(patience.poll);
  }
  removeRecord(directory);
  return true;
}
