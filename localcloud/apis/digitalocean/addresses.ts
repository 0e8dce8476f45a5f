import type { Instance } from "../../instance";
import { unprocessable } from "./errors";

// Of an instance's /27: the network's own address and the gateway, then the droplets' half, then the reserved IPs'.
const droplets = { first: 2, last: 15 };
const reserved = { first: 16, last: 30 };

export const publicPrefix = 27;
export const publicNetmask = "255.255.255.224";
export const privatePrefix = 24;
export const privateNetmask = "255.255.255.0";

/** @throws ApiError 422 when the instance has as many droplets as its network takes. */
export function allocateDropletAddress(instance: Pick<Instance, "subnet">, used: ReadonlySet<string>): string {
  return allocate(instance, droplets, used, "creating this/these droplet(s) will exceed your droplet limit");
}

/** @throws ApiError 422 when all are taken. */
export function allocateReservedAddress(instance: Pick<Instance, "subnet">, used: ReadonlySet<string>): string {
  return allocate(instance, reserved, used, "creating this reserved IP will exceed your reserved IP limit");
}

/** Droplets of one instance see each other there; the machine has no address in it. */
export function privateAddress(publicAddress: string): string {
  return `10.110.0.${publicAddress.split(".")[3] ?? ""}`;
}

function allocate({ subnet }: Pick<Instance, "subnet">, range: { first: number; last: number }, used: ReadonlySet<string>, exhausted: string): string {
  const [prefix = "", base = "0"] = /^(.*\.)(\d+)\/\d+$/.exec(subnet)?.slice(1) ?? [];
  for (let host = range.first; host <= range.last; host += 1) {
    const address = `${prefix}${String(Number(base) + host)}`;
    if (!used.has(address)) return address;
  }
  throw unprocessable(exhausted);
}
