import { execFile } from "node:child_process";
import { networkInterfaces } from "node:os";
import { promisify } from "node:util";
import type { Instance } from "../instance";
import { keepInside, removeRoute } from "./route";
import type { Machine } from "./slot";
import type { UsedSubnet } from "./subnet";

const run = promisify(execFile);

interface PodmanNetwork {
  readonly name: string;
  readonly subnets?: readonly { readonly subnet: string }[];
}

async function podman(...args: readonly string[]): Promise<string> {
  const { stdout } = await run("podman", args, { env: { ...process.env, PODMAN_IGNORE_CGROUPSV1_WARNING: "1" } });
  return stdout;
}

/** The networks that podman keeps, and those that this machine is itself a member of. */
async function subnetsInUse(): Promise<UsedSubnet[]> {
  const networks = JSON.parse(await podman("network", "ls", "--format", "json")) as PodmanNetwork[];
  const kept = networks.flatMap(({ name, subnets = [] }) => subnets.map(({ subnet }) => ({ subnet, user: `podman network ${name}` })));
  const own = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.flatMap(({ cidr }) => (cidr === null ? [] : [{ subnet: cidr, user: `interface ${name}` }])),
  );
  return [...kept, ...own];
}

async function ensureNetwork(instance: Instance): Promise<void> {
  const names = (await podman("network", "ls", "--format", "{{.Name}}")).split("\n");
  if (!names.includes(instance.network)) await podman("network", "create", "--subnet", instance.subnet, "--gateway", instance.gateway, instance.network);
  await keepInside(instance);
}

async function containersOf(instance: Instance): Promise<string[]> {
  return (await podman("ps", "--all", "--quiet", "--filter", `network=${instance.network}`)).split("\n").filter(Boolean);
}

/** Stops the droplets; they stay on disk. */
export async function stopHosts(instance: Instance): Promise<void> {
  const containers = await containersOf(instance);
  if (containers.length > 0) await podman("stop", "--time", "5", ...containers);
}

/** Removes the droplets with what is on their disks. */
export async function removeHosts(instance: Instance): Promise<void> {
  const containers = await containersOf(instance);
  if (containers.length > 0) await podman("rm", "--force", "--time", "0", "--volumes", ...containers);
}

export async function forgetNetwork(instance: Instance): Promise<void> {
  await removeRoute(instance);
  const names = (await podman("network", "ls", "--format", "{{.Name}}")).split("\n");
  if (names.includes(instance.network)) await podman("network", "rm", instance.network);
}

export const machine: Machine = { subnetsInUse, ensureNetwork };
