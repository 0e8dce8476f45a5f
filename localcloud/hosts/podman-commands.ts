import type { Instance } from "../instance";
import type { Command } from "./command";
import type { Limits } from "./host";

/** The label with the id of a container's host. */
export const hostLabel = "tlsup.host";

// A server's systemd, mounts, firewall and confined units need rights that a container usually lacks, but neither the
// machine's devices nor changes of its kernel and clock: this is less than `--privileged`.
const confinement = [
  "--cap-add",
  "ALL",
  "--cap-drop",
  "SYS_MODULE,SYS_RAWIO,SYS_TIME",
  "--security-opt",
  "seccomp=unconfined",
  "--security-opt",
  "apparmor=unconfined",
  "--security-opt",
  "label=disable",
  "--security-opt",
  "unmask=ALL",
];

/** The settings of a host's container. */
export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly hostname: string;
  /** IPv4, within the instance's subnet. */
  readonly address: string;
  /** The folder with cloud-init's NoCloud seed. */
  readonly seed: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The label that every container and network of an instance carries. */
export function instanceLabel(instance: Pick<Instance, "id">): Readonly<Record<string, string>> {
  return { "tlsup.instance": instance.id };
}

/**
 * @param runtime The OCI runtime, if podman's default does not work.
 */
export function createContainer(spec: ContainerSpec, network: string, runtime?: string): Command {
  return podman(
    ...(runtime === undefined ? [] : ["--runtime", runtime]),
    "create",
    "--name",
    spec.name,
    ...labelArguments(spec.labels),
    "--hostname",
    spec.hostname,
    "--network",
    network,
    "--ip",
    spec.address,
    // Derived from the IPv4 address, so neighbour entries stay valid when a new host gets the address of an old one.
    "--mac-address",
    macAddress(spec.address),
    ...confinement,
    "--systemd",
    "always",
    // On a machine that forbids raising limits, podman's own defaults make the start fail.
    "--ulimit",
    "nofile=16384:16384",
    "--ulimit",
    "nproc=16384:16384",
    "--volume",
    `${spec.seed}:/var/lib/cloud/seed/nocloud:ro`,
    spec.image,
    // systemd's credentials, for one, need mounts that propagate to all units: in containers they are private by default.
    "sh",
    "-c",
    "mount --make-rshared / && exec /sbin/init",
  );
}

export function startContainer(name: string): Command {
  return podman("start", name);
}

/**
 * @param patience Seconds that its systemd has to shut down; 0 stops it like a power failure.
 */
export function stopContainer(name: string, patience: number): Command {
  return podman("stop", "--ignore", "--time", String(patience), name);
}

export function removeContainers(...names: readonly string[]): Command {
  return podman("rm", "--force", "--ignore", "--volumes", "--time", "0", ...names);
}

export function updateLimits(name: string, limits: Limits): Command {
  return podman("update", "--cpus", String(limits.vcpus), "--memory", `${String(limits.memory)}m`, name);
}

export function listContainers(labels: Readonly<Record<string, string>>): Command {
  return podman("ps", "--all", "--format", "json", ...Object.entries(labels).flatMap(([name, value]) => ["--filter", `label=${name}=${value}`]));
}

/** Prints the process id of the container's init, 0 while it does not run. */
export function inspectProcess(name: string): Command {
  return podman("container", "inspect", "--format", "{{.State.Pid}}", name);
}

/** Runs a script in the container as root. */
export function runInside(name: string, script: string): Command {
  return podman("exec", name, "sh", "-c", script);
}

/** Ends when the container does, and prints its exit code. */
export function waitContainer(name: string): Command {
  return podman("wait", name);
}

export function createNetwork(instance: Pick<Instance, "id" | "network" | "subnet" | "gateway">): Command {
  return podman(
    "network",
    "create",
    ...labelArguments(instanceLabel(instance)),
    "--disable-dns",
    "--subnet",
    instance.subnet,
    "--gateway",
    instance.gateway,
    instance.network,
  );
}

export function listNetworks(name: string): Command {
  return podman("network", "ls", "--format", "json", "--filter", `name=^${name}$`);
}

export function removeNetwork(name: string): Command {
  return podman("network", "rm", "--force", name);
}

export function imageExists(reference: string): Command {
  return podman("image", "exists", reference);
}

export function importImage(archive: string, reference: string): Command {
  return podman("import", "--quiet", archive, reference);
}

/** A locally administered address, the same for the same IPv4 address. */
function macAddress(address: string): string {
  return ["02", "00", ...address.split(".").map((octet) => Number(octet).toString(16).padStart(2, "0"))].join(":");
}

function labelArguments(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).flatMap(([name, value]) => ["--label", `${name}=${value}`]);
}

function podman(...args: readonly string[]): Command {
  return { program: "podman", args };
}
