import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureNetwork, removeNetwork } from "../hosts/network";
import { listContainers, runPodman } from "../hosts/podman";
import { instanceLabel, removeContainers, stopContainer } from "../hosts/podman-commands";
import { readAptMachine } from "../image/image";
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

/** Milliseconds that a name may take to be looked up: a machine without a network has no answer. */
const lookupTime = 2000;

/** The networks of podman, those that this machine itself belongs to, and the mirrors that hosts install from: behind a host's network none is reached. */
async function subnetsInUse(): Promise<UsedSubnet[]> {
  const networks = JSON.parse(await runPodman({ program: "podman", args: ["network", "ls", "--format", "json"] })) as PodmanNetwork[];
  const kept = networks.flatMap(({ name, subnets = [] }) => subnets.map(({ subnet }) => ({ subnet, user: `podman network ${name}` })));
  const own = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.flatMap(({ cidr }) => (cidr === null ? [] : [{ subnet: cidr, user: `interface ${name}` }])),
  );
  return [...kept, ...own, ...(await mirrors())];
}

async function mirrors(): Promise<UsedSubnet[]> {
  const { archive, security } = await readAptMachine();
  const names = [...new Set([archive, security].map((url) => new URL(url).hostname))];
  return (await Promise.all(names.map(addressesOf))).flat();
}

async function addressesOf(name: string): Promise<UsedSubnet[]> {
  const found = lookup(name, { all: true, family: 4 }).catch(() => []);
  const addresses = await Promise.race([found, sleep(lookupTime, [], { ref: false })]);
  return addresses.map(({ address }) => ({ subnet: `${address}/32`, user: `the mirror ${name}` }));
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
