import { isExpectedChain, stackOutputs } from "tlsup/cli";
import { listContainers, runPodman } from "../../hosts/podman";
import { hostLabel, instanceLabel, runInside } from "../../hosts/podman-commands";
import type { Drill } from "../scenario";
import { resourcesOf, type StackResource } from "./state";

/** The types of machines, and the variables with their vendors' tokens. */
const tokenVariables: Readonly<Record<string, string>> = {
  "digitalocean:index/droplet:Droplet": "DIGITALOCEAN_TOKEN",
  "hcloud:index/server:Server": "HCLOUD_TOKEN",
  "linode:index/instance:Instance": "LINODE_TOKEN",
};

/** A machine of the stack, and the container that plays it. */
export interface Machine extends StackResource {
  readonly container: string;
  /** The variable with its vendor's token. */
  readonly tokenVariable: string;
}

/** The machine of the site's `host`. */
export async function mainMachine(drill: Drill): Promise<Machine> {
  const { chain } = await stackOutputs(drill.program, drill.stack);
  const others = isExpectedChain(chain) ? (chain.otherHosts ?? []).map(({ address }) => address) : [];
  const isOther = ({ outputs = {} }: StackResource): boolean => Object.values(outputs).some((value) => others.includes(String(value)));
  const machine = (await resourcesOf(drill, ...Object.keys(tokenVariables))).find((each) => !isOther(each));
  const containers = await listContainers(instanceLabel(drill.instance));
  const container = containers.find(({ labels }) => labels[hostLabel] === machine?.id);
  if (!machine || !container) throw new Error("the program must make a machine: there is none in the state of the stack");
  return { ...machine, container: container.name, tokenVariable: tokenVariables[machine.type] ?? "" };
}

/** Runs a script on a machine as root, from outside it. */
export function onMachine({ container }: Machine, script: string): Promise<string> {
  return runPodman(runInside(container, script));
}
