import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { instanceAt, type Instance } from "../instance";
import { withLock } from "../lock";
import { buildId } from "./build-id";
import { machine, removeHosts, stopHosts } from "./machine";
import { runningDaemon } from "./record";
import { claimInstance, locks, openInstance, ownSlot } from "./slot";
import { startDaemon } from "./start";
import { stopDaemon } from "./stop";

/** What `up` did: `restarted` if the running daemon had other code than the installed one. */
export type UpOutcome = "started" | "restarted" | "running";

/** Brings the local cloud of `directory` up; creates it if there is none. */
export async function up(directory: string): Promise<{ readonly instance: Instance; readonly outcome: UpOutcome }> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return exclusively(directory, async () => {
    const daemon = runningDaemon(directory);
    const existing = openInstance(directory);
    if (daemon && existing && daemon.build === buildId()) return { instance: existing, outcome: "running" };
    await stopDaemon(directory);
    const instance = await claimInstance(directory, machine);
    await startDaemon(instance);
    return { instance, outcome: daemon ? "restarted" : "started" };
  });
}

/** Stops the daemon and the droplets; their data stays. Returns whether there was anything to stop. */
export async function down(directory: string): Promise<boolean> {
  if (!existsSync(directory)) return false;
  return exclusively(directory, async () => {
    const stopped = await stopDaemon(directory);
    const instance = openInstance(directory);
    if (instance) await stopHosts(instance);
    return stopped;
  });
}

/** Removes the local cloud: processes, containers, network and folder. */
export async function reset(directory: string): Promise<void> {
  await exclusively(directory, async () => {
    await stopDaemon(directory);
    await removeHosts(openInstance(directory) ?? (await remains(directory)));
    rmSync(directory, { recursive: true, force: true });
  });
  rmSync(lockFile(directory), { force: true });
}

/** The instance that podman still has after the folder was deleted by hand: its names depend only on the folder's path. */
async function remains(directory: string): Promise<Instance> {
  return instanceAt(directory, ownSlot(directory, await machine.subnetsInUse()) ?? 0);
}

/** If two commands use the same folder, the second one waits. */
function exclusively<T>(directory: string, action: () => Promise<T>): Promise<T> {
  return withLock(lockFile(directory), action);
}

/** Outside the folder, which `reset` removes while it holds the lock. */
const lockFile = (directory: string): string => join(locks, `${instanceAt(directory, 0).id}.lock`);
