import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { System } from "../image/system";
import type { Instance } from "../instance";
import type { Log } from "../log";
import { applyAddresses, applyFirewall, awaitSshd, joinByIpv6 } from "./enter";
import type { HostExit, HostSettings, HostSpec, HostStatus, Hosts } from "./host";
import { containerProcess, hostRuntime, listContainers, runPodman } from "./podman";
import * as commands from "./podman-commands";
import { seedFiles } from "./seed";

/** Seconds. */
const patience = { shutdown: 30, sshd: 60 };

// reboot(2), "Behavior inside PID namespaces": init ends by SIGHUP for a restart, by SIGINT for a power-off.
const rebootExitCode = 128 + 1;

/** Gives podman's reference of a system's image, which it may have to make first. */
export type ImageOf = (system: System) => Promise<string>;

/** The hosts of an instance as podman containers, each booted from the image of its system. */
export function openHosts({ instance, imageOf, log }: { readonly instance: Instance; readonly imageOf: ImageOf; readonly log: Log }): Hosts {
  return new ContainerHosts(instance, imageOf, log);
}

class ContainerHosts implements Hosts {
  constructor(
    private readonly instance: Instance,
    private readonly imageOf: ImageOf,
    private readonly log: Log,
  ) {}

  async list(): Promise<readonly HostStatus[]> {
    const containers = await listContainers(commands.instanceLabel(this.instance));
    return containers.map(({ running, labels }) => ({ id: labels[commands.hostLabel] ?? "", running }));
  }

  async create(spec: HostSpec): Promise<void> {
    if ((await this.list()).some(({ id }) => id === spec.id)) return;
    const seed = this.#writeSeed(spec);
    const labels = { ...commands.instanceLabel(this.instance), [commands.hostLabel]: spec.id };
    const container = { name: this.#name(spec.id), image: await this.imageOf(spec.system), hostname: spec.hostname, address: spec.address, seed, labels };
    await runPodman(commands.createContainer(container, this.instance.network, hostRuntime()));
  }

  async start(id: string, settings: HostSettings): Promise<void> {
    await runPodman(commands.startContainer(this.#name(id)));
    await this.configure(id, settings);
  }

  async reachable(id: string, signal: AbortSignal): Promise<void> {
    const deadline = AbortSignal.timeout(patience.sshd * 1000);
    await awaitSshd(await containerProcess(this.#name(id)), AbortSignal.any([signal, deadline]));
  }

  async configure(id: string, settings: HostSettings): Promise<void> {
    const name = this.#name(id);
    const pid = await containerProcess(name);
    await applyFirewall(pid, settings);
    await applyAddresses(pid, settings.addresses);
    await joinByIpv6(this.instance.gateway);
    // Some machines do not allow changes of cgroups; the host works without limits.
    await runPodman(commands.updateLimits(name, settings.limits)).catch((cause: unknown) => {
      this.log.info("hosts.limits-not-applied", { host: id, reason: cause instanceof Error ? cause.message : String(cause) });
    });
  }

  async stop(id: string, manner: "graceful" | "unplug"): Promise<void> {
    await runPodman(commands.stopContainer(this.#name(id), manner === "graceful" ? patience.shutdown : 0));
  }

  async destroy(id: string): Promise<void> {
    await runPodman(commands.removeContainers(this.#name(id)));
    rmSync(this.#directory(id), { recursive: true, force: true });
  }

  async ended(id: string, signal: AbortSignal): Promise<HostExit> {
    const pid = await containerProcess(this.#name(id));
    while (isAlive(pid)) await sleep(250, undefined, { signal });
    const exitCode = Number(await runPodman(commands.waitContainer(this.#name(id))));
    return exitCode === rebootExitCode ? "rebooting" : "powered-off";
  }

  /** User data may contain secrets, so it is bind-mounted from a folder that only root can read, and never an argument. */
  #writeSeed(spec: HostSpec): string {
    const seed = join(this.#directory(spec.id), "seed");
    mkdirSync(seed, { recursive: true, mode: 0o700 });
    for (const [name, content] of Object.entries(seedFiles(spec))) writeFileSync(join(seed, name), content, { mode: 0o600 });
    return seed;
  }

  #directory(id: string): string {
    return join(this.instance.directory, "hosts", id);
  }

  #name(id: string): string {
    return `${this.instance.network}-${id}`;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
