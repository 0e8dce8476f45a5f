import type { Instance } from "../instance";
import { runPodman } from "./podman";
import * as commands from "./podman-commands";

/** Creates the network of an instance's hosts unless it exists. */
export async function ensureNetwork(instance: Instance): Promise<void> {
  if (!(await networkExists(instance))) await runPodman(commands.createNetwork(instance));
}

/** Removes the network of an instance, with every container that is still in it. */
export async function removeNetwork(instance: Instance): Promise<void> {
  if (await networkExists(instance)) await runPodman(commands.removeNetwork(instance.network));
}

async function networkExists({ network }: Instance): Promise<boolean> {
  const listed = JSON.parse(await runPodman(commands.listNetworks(network))) as unknown[];
  return listed.length > 0;
}
