import type { Instance } from "../instance";
import { run } from "./command";

interface Route {
  readonly dst: string;
  readonly gateway?: string;
}

/**
 * Routes addresses of the floating subnet to hosts; a route moves from one host to another atomically. `wanted` maps each address to the host's own
 * address. The host itself must have the address to answer.
 */
export async function leadFloating({ floatingSubnet }: Pick<Instance, "floatingSubnet">, wanted: ReadonlyMap<string, string>): Promise<void> {
  const present = JSON.parse((await ip("-json", "route", "show", "root", floatingSubnet)) || "[]") as Route[];
  const led = new Map(present.flatMap(({ dst, gateway }) => (gateway === undefined ? [] : [[dst, gateway] as const])));
  for (const [address, host] of wanted) if (led.get(address) !== host) await ip("route", "replace", address, "via", host);
  for (const address of led.keys()) if (!wanted.has(address)) await ip("route", "delete", address);
}

function ip(...args: readonly string[]): Promise<string> {
  return run({ program: "ip", args });
}
