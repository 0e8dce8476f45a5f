import { BlockList, isIP } from "node:net";

/** A rehearsal and a drill name the networks of their machines here. A program may name a machine of the user itself, and have a key to it. */
const variable = "TLSUP_STAGE_NETWORKS";

/** @throws Error if this is a rehearsal or a drill, and the host is not one of its machines. */
export function requireOnStage(host: string): void {
  const networks = process.env[variable];
  if (networks === undefined) return;
  const machines = new BlockList();
  for (const network of networks.split(" ")) {
    const [address = "", prefix] = network.split("/");
    machines.addSubnet(address, Number(prefix), familyOf(address));
  }
  if (!machines.check(host, familyOf(host)))
    throw new Error(
      `Cannot log in to ${host} as it must be a machine of the local cloud: a rehearsal and a drill leave yours alone. ` +
        "Name it in the stack's settings (`tlsup:site`), where a new one takes its place; a program that names it itself cannot be rehearsed",
    );
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
