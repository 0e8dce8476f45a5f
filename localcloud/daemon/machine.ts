import { networkInterfaces } from "node:os";
import { ensureNetwork, removeNetwork } from "../hosts/network";
import { listContainers, runPodman } from "../hosts/podman";
import { instanceLabel, removeContainers, stopContainer } from "../hosts/podman-commands";
import type { Instance } from "../instance";
import { keepInside, removeRoute } from "./route";
import type { Machine } from "./slot";
import type { UsedSubnet } from "./subnet";

interface PodmanNetwork {
  readonly name: string;
  readonly subnets?: readonly { readonly subnet: string }[];
}

/** Seconds that the droplets have to shut down. */
const patience = 30;

/** This machine's podman and routes, for the slots. */
export const machine: Machine = {
  subnetsInUse,
  async ensureNetwork(instance) {
    await ensureNetwork(instance);
    await keepInside(instance);
  },
};

/** The networks of podman, and those that this machine itself belongs to. */
async function subnetsInUse(): Promise<UsedSubnet[]> {
  const networks = JSON.parse(await runPodman({ program: "podman", args: ["network", "ls", "--format", "json"] })) as PodmanNetwork[];
  const kept = networks.flatMap(({ name, subnets = [] }) => subnets.map(({ subnet }) => ({ subnet, user: `podman network ${name}` })));
  const own = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.flatMap(({ cidr }) => (cidr === null ? [] : [{ subnet: cidr, user: `interface ${name}` }])),
  );
  return [...kept, ...own];
}

/** Stops the droplets side by side; they stay on disk. */
export async function stopHosts(instance: Instance): Promise<void> {
  const running = (await listContainers(instanceLabel(instance))).filter((container) => container.running);
  await Promise.all(running.map(({ name }) => runPodman(stopContainer(name, patience))));
}

/** Removes the droplets with their disks, their network and its route. */
export async function removeHosts(instance: Instance): Promise<void> {
  const containers = await listContainers(instanceLabel(instance));
  if (containers.length > 0) await runPodman(removeContainers(...containers.map(({ name }) => name)));
  await removeNetwork(instance);
  await removeRoute(instance);
}
