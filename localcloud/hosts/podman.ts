import { existsSync } from "node:fs";
import { type Command, CommandError, type RunSettings, run } from "./command";
import * as commands from "./podman-commands";

/** Runs podman: nothing else in this program does. Its standard output. */
export function runPodman(command: Command, settings: Pick<RunSettings, "signal"> = {}): Promise<string> {
  // podman warns at every command of a machine that still has cgroups of version 1.
  return run(command, { ...settings, env: { ...process.env, PODMAN_IGNORE_CGROUPSV1_WARNING: "1" } });
}

export async function imageExists(reference: string): Promise<boolean> {
  try {
    await runPodman(commands.imageExists(reference));
    return true;
  } catch (cause) {
    // podman-image-exists(1): 1 says no, anything else is a failure.
    if (cause instanceof CommandError && cause.exitCode === 1) return false;
    throw cause;
  }
}

/**
 * The OCI runtime to ask for, where podman's default one would refuse.
 * crun wants one version of cgroups; where a machine mounts both side by side, it refuses while the second one has controllers,
 * which come and go with what the droplets mount. runc always works.
 */
export function hostRuntime(): string | undefined {
  return existsSync("/sys/fs/cgroup/unified/cgroup.controllers") ? "runc" : undefined;
}

/** What `podman ps --format json` says of a container. */
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
