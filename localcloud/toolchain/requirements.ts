/** The facts about a machine that matter to the local cloud. */
export interface MachineFacts {
  /** As `process.platform`. */
  readonly platform: string;
  readonly root: boolean;
  /** Whether packages can be installed with apt-get. */
  readonly apt: boolean;
  /** Whether a program of this name is on PATH. */
  hasProgram(name: string): boolean;
  hasFile(path: string): boolean;
  /** The container runtime that this machine's cgroups require; undefined if podman's own choice works. */
  readonly runtime: string | undefined;
  /** E.g. `1.26.6`; undefined without Go. */
  readonly goVersion: string | undefined;
  /** Absent if everything is built. */
  readonly goNeeded: GoNeeded | undefined;
}

/** The Go version for the programs that are not built yet, and where to get it. */
export interface GoNeeded {
  readonly version: string;
  readonly archive: string;
  /** E.g. `Pulumi`. */
  readonly builds: readonly string[];
}

/** Something that is missing on the machine. */
export interface Missing {
  readonly what: string;
  /** The Debian package that contains it. */
  readonly package?: string;
  /** The remedy if there is no package. */
  readonly remedy?: string;
}

interface Requirement {
  readonly what: string;
  readonly package: string;
  readonly programs?: readonly string[];
  /** One of these files is enough: distributions put them in different places. */
  readonly files?: readonly string[];
}

const requirements: readonly Requirement[] = [
  { what: "podman, which runs the droplets", package: "podman", programs: ["podman"] },
  {
    what: "the network plugins of podman",
    package: "containernetworking-plugins",
    files: ["/usr/lib/cni/bridge", "/usr/libexec/cni/bridge", "/opt/cni/bin/bridge", "/usr/lib/podman/netavark", "/usr/libexec/podman/netavark"],
  },
  { what: "iptables, with which those plugins connect the droplets", package: "iptables", programs: ["iptables"] },
  { what: "debootstrap, which makes the droplets' system", package: "debootstrap", programs: ["debootstrap"] },
  { what: "the keys that Debian's packages are signed with", package: "debian-archive-keyring", files: ["/usr/share/keyrings/debian-archive-keyring.gpg"] },
  { what: "nft, which enforces the droplets' firewalls", package: "nftables", programs: ["nft"] },
  { what: "ip and ss, which show networks and who listens", package: "iproute2", programs: ["ip", "ss"] },
  { what: "flock, nsenter and setpriv", package: "util-linux", programs: ["flock", "nsenter", "setpriv"] },
  { what: "ssh and ssh-keygen", package: "openssh-client", programs: ["ssh", "ssh-keygen"] },
  { what: "openssl", package: "openssl", programs: ["openssl"] },
  { what: "curl", package: "curl", programs: ["curl"] },
];

/** Everything that the local cloud needs and this machine lacks. */
export function findMissing(facts: MachineFacts): Missing[] {
  const missing: Missing[] = [];
  if (facts.platform !== "linux") {
    missing.push({ what: `Linux: this is ${facts.platform}`, remedy: "run tlsup in a virtual machine, e.g. `limactl start template://debian-12`" });
  }
  if (!facts.root)
    missing.push({ what: "root, who alone may make networks and boot systems in containers", remedy: "run the command as root, e.g. `sudo -E npm start`" });
  for (const { what, package: name, programs = [], files = [] } of requirements) {
    const complete = programs.every((program) => facts.hasProgram(program)) && (files.length === 0 || files.some((file) => facts.hasFile(file)));
    if (!complete) missing.push({ what, package: name });
  }
  const { runtime, goNeeded } = facts;
  if (runtime !== undefined && !facts.hasProgram(runtime))
    missing.push({ what: `${runtime}, which runs containers on this machine's cgroups`, package: runtime });
  if (goNeeded && !(facts.goVersion !== undefined && isAtLeast(facts.goVersion, goNeeded.version))) {
    const found = facts.goVersion === undefined ? "" : `: this is ${facts.goVersion}`;
    missing.push({
      what: `Go ${goNeeded.version} or newer, which builds ${goNeeded.builds.join(" and ")}${found}`,
      remedy: `\`curl -fsSL ${goNeeded.archive} | tar -C /usr/local -xz && export PATH=/usr/local/go/bin:$PATH\``,
    });
  }
  return missing;
}

/** One message about everything that is missing, each with its remedy. */
export function explainMissing(missing: readonly Missing[], apt: boolean): string {
  const packages = missing.flatMap(({ package: name }) => (name === undefined ? [] : [name]));
  const lines = missing.map(({ what, package: name, remedy }) => `  ${what}\n    ${remedy ?? `package ${name ?? ""}`}`);
  const command = apt
    ? `apt-get update && apt-get install --no-install-recommends ${packages.join(" ")}`
    : `the package manager of this system (Debian's names): ${packages.join(" ")}`;
  const install = packages.length === 0 ? "" : `\nInstall the packages with ${apt ? `\`${command}\`` : command}`;
  return `Cannot run the local cloud as this machine lacks:\n${lines.join("\n")}${install}`;
}

/** Compares numeric versions, e.g. `1.26.6`; missing numbers at the end count as 0. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [have, need] = [version, minimum].map((text) => text.split(".").map(Number)) as [number[], number[]];
  for (let index = 0; index < need.length; index += 1) {
    const difference = (have[index] ?? 0) - (need[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
