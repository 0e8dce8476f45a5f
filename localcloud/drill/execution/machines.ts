import { isExpectedChain, stackOutputs } from "tlsup/cli";
import { listContainers, runPodman } from "../../hosts/podman";
import { hostLabel, instanceLabel, runInside } from "../../hosts/podman-commands";
import type { Drill } from "../scenario";
import { deleteByApi } from "./delete-by-api";
import { resourcesOf, type StackResource } from "./state";

interface Vendor {
  /** The variable with its token. */
  readonly token: string;
  /** The machine's URL in its API, by the variables of a program. */
  url(variables: NodeJS.ProcessEnv, id: string): string;
}

/** By the types of machines. */
const vendors: Readonly<Record<string, Vendor>> = {
  "digitalocean:index/droplet:Droplet": {
    token: "DIGITALOCEAN_TOKEN",
    url: ({ DIGITALOCEAN_API_URL: url }, id) => `${url ?? ""}/v2/droplets/${id}`,
  },
  "hcloud:index/server:Server": { token: "HCLOUD_TOKEN", url: ({ HCLOUD_ENDPOINT: url }, id) => `${url ?? ""}/servers/${id}` },
  "linode:index/instance:Instance": { token: "LINODE_TOKEN", url: ({ LINODE_URL: url }, id) => `${url ?? ""}/v4/linode/instances/${id}` },
};

/** A machine of the stack, and the container that plays it. */
export interface Machine extends StackResource {
  readonly container: string;
  readonly vendor: Vendor;
}

export async function machinesOf(drill: Drill): Promise<Machine[]> {
  const containers = await listContainers(instanceLabel(drill.instance));
  return (await resourcesOf(drill, ...Object.keys(vendors))).flatMap((machine) => {
    const [container, vendor] = [containers.find(({ labels }) => labels[hostLabel] === machine.id), vendors[machine.type]];
    return container && vendor ? [{ ...machine, container: container.name, vendor }] : [];
  });
}

/** The machine of the site's `host`. */
export async function mainMachine(drill: Drill): Promise<Machine> {
  const { chain } = await stackOutputs(drill.program, drill.stack);
  const others = isExpectedChain(chain) ? (chain.otherHosts ?? []).map(({ address }) => address) : [];
  const isOther = ({ outputs = {} }: StackResource): boolean => Object.values(outputs).some((value) => others.includes(String(value)));
  const machine = (await machinesOf(drill)).find((each) => !isOther(each));
  if (!machine) throw new Error("the program must make a machine: there is none in the state of the stack");
  return machine;
}

/** Deletes a machine at its vendor, past Pulumi. */
export function deleteMachine({ program: { environment } }: Drill, { id = "", vendor }: Machine): Promise<void> {
  return deleteByApi(vendor.url(environment, id), environment[vendor.token] ?? "");
}

/** Runs a script on a machine as root, from outside it. */
export function onMachine({ container }: Machine, script: string): Promise<string> {
  return runPodman(runInside(container, script));
}
