import { isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { type Command, run } from "./command";
import { renderFirewall } from "./firewall";
import type { HostSettings } from "./host";
import { hasIpv6, linkedIpv6Of } from "./ipv6";

/** A command that runs a program of this machine in the network namespace of a process. */
function inNetworkOf(pid: number, program: string, args: readonly string[], input?: string): Command {
  return { program: "nsenter", args: ["--target", String(pid), "--net", program, ...args], ...(input !== undefined && { input }) };
}

/** Applies the firewall in a host's network namespace. */
export async function applyFirewall(pid: number, settings: Pick<HostSettings, "firewall">): Promise<void> {
  await run(inNetworkOf(pid, "nft", ["--file", "-"], renderFirewall(settings.firewall)));
}

/** Gives a host's interface exactly these addresses; on a machine without IPv6, those of IPv4. */
export async function applyAddresses(pid: number, wanted: readonly string[]): Promise<void> {
  const addresses = hasIpv6() ? wanted : wanted.filter((address) => !isV6(address));
  const present = await currentAddresses(pid);
  const surplus = present.filter((address) => !addresses.includes(address));
  const absent = addresses.filter((address) => !present.includes(address));
  for (const address of surplus) await run(inNetworkOf(pid, "ip", ["address", "delete", address, "dev", "eth0"]));
  for (const address of absent) await run(inNetworkOf(pid, "ip", ["address", "add", ...usable(address), "dev", "eth0"]));
  for (const address of [...surplus, ...absent]) await forgetNeighbour(address);
}

/** The machine may still have the neighbour entry of another host with this address, and would send there until the entry times out. */
async function forgetNeighbour(address: string): Promise<void> {
  await run({ program: "ip", args: ["neighbour", "flush", "to", address.split("/")[0] ?? address] });
}

/** Gives this machine its IPv6 address in the hosts' network, which podman makes for IPv4, with the first host that runs. */
export async function joinByIpv6(gateway: string): Promise<void> {
  const [bridge] = Object.entries(networkInterfaces()).find(([, addresses = []]) => addresses.some(({ address }) => address === gateway)) ?? [];
  if (bridge !== undefined && hasIpv6()) await run({ program: "ip", args: ["address", "replace", ...usable(linkedIpv6Of(gateway)), "dev", bridge] });
}

/** An IPv6 address is usable only after a second unless nothing looks for its duplicates (RFC 4862 section 5.4). */
function usable(address: string): string[] {
  return isV6(address) ? [address, "nodad"] : [address];
}

function isV6(address: string): boolean {
  return isIPv6(address.split("/")[0] ?? "");
}

/** Waits until a host's sshd greets. Connects from inside the host, as a firewall may keep this machine out. */
export async function awaitSshd(pid: number, signal: AbortSignal): Promise<void> {
  const greeted = "until read -r -t 2 line < /dev/tcp/127.0.0.1/22 && [[ $line == SSH-* ]]; do sleep 0.03; done 2> /dev/null";
  await run(inNetworkOf(pid, "bash", ["-c", greeted]), { signal });
}

async function currentAddresses(pid: number): Promise<string[]> {
  const listed = JSON.parse(await run(inNetworkOf(pid, "ip", ["-json", "address", "show", "dev", "eth0"]))) as {
    addr_info: { local: string; prefixlen: number; scope: string }[];
  }[];
  const global = listed.flatMap(({ addr_info }) => addr_info.filter(({ scope }) => scope === "global"));
  return global.map(({ local, prefixlen }) => `${local}/${String(prefixlen)}`);
}
