import type { Instance } from "../instance";
import { run } from "./command";

interface Route {
  readonly dst: string;
  readonly gateway?: string;
}

/**
 * Leads addresses of the floating subnet to hosts by routes of this machine, each at once from one host to another: `wanted` has the host's own address
 * by the other one. Whether the host answers is its own affair.
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
