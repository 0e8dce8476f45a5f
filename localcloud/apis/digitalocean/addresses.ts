import type { Instance } from "../../instance";
import { unprocessable } from "./errors";

// Of an instance's /27: the network's own address and the gateway, then the droplets' half, then the reserved IPs'.
const droplets = { first: 2, last: 15 };
const reserved = { first: 16, last: 30 };

export const publicPrefix = 27;
export const publicNetmask = "255.255.255.224";
export const privatePrefix = 24;
export const privateNetmask = "255.255.255.0";

/** As many addresses as are asked for. @throws ApiError 422 when fewer are left. */
export function allocateDropletAddresses(instance: Pick<Instance, "subnet">, used: ReadonlySet<string>, count: number): string[] {
  return allocate(instance, droplets, used, count, "droplet");
}

/** @throws ApiError 422 when all are taken. */
export function allocateReservedAddress(instance: Pick<Instance, "subnet">, used: ReadonlySet<string>): string {
  const [address = ""] = allocate(instance, reserved, used, 1, "reserved IP");
  return address;
}

/** Droplets of one instance see each other there; the machine has no address in it. */
export function privateAddress(publicAddress: string): string {
  return `10.110.0.${publicAddress.split(".")[3] ?? ""}`;
}

function allocate(
  { subnet }: Pick<Instance, "subnet">,
  range: { first: number; last: number },
  used: ReadonlySet<string>,
  count: number,
  what: string,
): string[] {
  const [prefix = "", base = "0"] = /^(.*\.)(\d+)\/\d+$/.exec(subnet)?.slice(1) ?? [];
  const all = Array.from({ length: range.last - range.first + 1 }, (_, index) => `${prefix}${String(Number(base) + range.first + index)}`);
  const free = all.filter((address) => !used.has(address));
  if (free.length < count) throw unprocessable(exhausted(what, all.length, free.length, count));
  return free.slice(0, count);
}

/** In words of its own: the vendor's would send its user to an account's limits, which are not the reason here. */
function exhausted(what: string, limit: number, left: number, count: number): string {
  const [free, needed] = [left === 0 ? "none is" : left === 1 ? "1 is" : `${String(left)} are`, count === 1 ? "1 is" : `${String(count)} are`];
  return (
    `This local cloud has addresses for ${String(limit)} ${what}s: ${free} free, and ${needed} needed. \`npx tlsup local status\` lists the droplets; ` +
    "`pulumi destroy --stack <stack>` frees the addresses of a stack, `npx tlsup local reset` all of them"
  );
}
