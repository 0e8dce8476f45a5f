import { existsSync } from "node:fs";
import { type Command, CommandError, type RunSettings, run } from "./command";
import * as commands from "./podman-commands";

/** Runs podman and returns its standard output. Nothing else in this program runs podman. */
export function runPodman(command: Command, settings: Pick<RunSettings, "signal"> = {}): Promise<string> {
  // On a machine with cgroups of version 1, podman prints a warning with every command.
  return run(command, { ...settings, env: { ...process.env, PODMAN_IGNORE_CGROUPSV1_WARNING: "1" } });
}

export async function imageExists(reference: string): Promise<boolean> {
  try {
    await runPodman(commands.imageExists(reference));
    return true;
  } catch (cause) {
    // podman-image-exists(1): 1 means no, anything else is a failure.
    if (cause instanceof CommandError && cause.exitCode === 1) return false;
    throw cause;
  }
}

/**
 * The OCI runtime to use if podman's default would refuse.
 * crun needs a single version of cgroups. If a machine mounts both, it refuses while version 2 has controllers,
 * which come and go with the droplets' mounts. runc always works.
 */
export function hostRuntime(): string | undefined {
  return existsSync("/sys/fs/cgroup/unified/cgroup.controllers") ? "runc" : undefined;
}

/** A container in the output of `podman ps --format json`. */
export interface ContainerStatus {
  readonly name: string;
  readonly running: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

export async function listContainers(labels: Readonly<Record<string, string>>): Promise<ContainerStatus[]> {
  const listed = JSON.parse(await runPodman(commands.listContainers(labels))) as { Names: string[]; State: string; Labels: Record<string, string> | null }[];
  return listed.map(({ Names, State, Labels }) => ({ name: Names[0] ?? "", running: State === "running", labels: Labels ?? {} }));
}

/** The process id of a running container's init. */
export async function containerProcess(name: string): Promise<number> {
  const pid = Number(await runPodman(commands.inspectProcess(name)));
  if (!(pid > 0)) throw new Error(`Cannot enter the container ${name}: it does not run`);
  return pid;
}
