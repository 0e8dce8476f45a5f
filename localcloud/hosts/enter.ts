import { type Command, run } from "./command";
import { renderFirewall } from "./firewall";
import type { HostSettings } from "./host";

/** A command that runs a program of this machine in the network namespace of a process. */
function inNetworkOf(pid: number, program: string, args: readonly string[], input?: string): Command {
  return { program: "nsenter", args: ["--target", String(pid), "--net", program, ...args], ...(input !== undefined && { input }) };
}

/** Applies the firewall in a host's network namespace. */
export async function applyFirewall(pid: number, settings: Pick<HostSettings, "firewall">): Promise<void> {
  await run(inNetworkOf(pid, "nft", ["--file", "-"], renderFirewall(settings.firewall)));
}

/** Gives a host's interface exactly these addresses. */
export async function applyAddresses(pid: number, addresses: readonly string[]): Promise<void> {
  const present = await currentAddresses(pid);
  const surplus = present.filter((address) => !addresses.includes(address));
  const absent = addresses.filter((address) => !present.includes(address));
  for (const address of surplus) await run(inNetworkOf(pid, "ip", ["address", "delete", address, "dev", "eth0"]));
  for (const address of absent) await run(inNetworkOf(pid, "ip", ["address", "add", address, "dev", "eth0"]));
  for (const address of [...surplus, ...absent]) await forgetNeighbour(address);
}

/** The machine may still have the neighbour entry of another host with this address, and would send there until the entry times out. */
async function forgetNeighbour(address: string): Promise<void> {
  await run({ program: "ip", args: ["neighbour", "flush", "to", address.split("/")[0] ?? address] });
}

/** Waits until a host's sshd greets. Connects from inside the host, as a firewall may keep this machine out. */
export async function awaitSshd(pid: number, signal: AbortSignal): Promise<void> {
  const greeted = "until read -r -t 2 line < /dev/tcp/127.0.0.1/22 && [[ $line == SSH-* ]]; do sleep 0.03; done 2> /dev/null";
  await run(inNetworkOf(pid, "bash", ["-c", greeted]), { signal });
}

async function currentAddresses(pid: number): Promise<string[]> {
  const listed = JSON.parse(await run(inNetworkOf(pid, "ip", ["-json", "-4", "address", "show", "dev", "eth0"]))) as {
    addr_info: { local: string; prefixlen: number }[];
  }[];
  return listed.flatMap(({ addr_info }) => addr_info.map(({ local, prefixlen }) => `${local}/${String(prefixlen)}`));
}
