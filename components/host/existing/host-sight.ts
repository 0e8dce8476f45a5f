import { enumerated } from "../../shared/words";
import { imageNamed, platformOf, releases, systems, titleOf } from "../common/platform";

/** What `look.sh` found on a machine. */
export interface HostSight {
  /** The id of its system, as in os-release(5): `debian`. */
  readonly system: string;
  /** The version of its system: `12`. */
  readonly version: string;
  /** As `uname -m` prints it: `x86_64`. */
  readonly architecture: string;
  /** What distinguishes the machine from others. */
  readonly machine: string;
  /** Which units or programs listen on which ports. */
  readonly listeners: readonly Listener[];
  /** The names of the certificates that certbot keeps. */
  readonly lineages: readonly string[];
  /** The domains of the sites that tlsup has put there. */
  readonly sites: readonly string[];
}

/** A unit, or a program without a unit, and the ports that it listens on. */
export interface Listener {
  readonly unit: string;
  readonly ports: readonly string[];
}

/** Reads what `look.sh` printed: each line has a kind and its facts. */
export function parseSight(output: string): HostSight {
  const facts = (kind: string): string[][] =>
    output
      .split("\n")
      .map((line) => line.split("\t"))
      .filter(([first]) => first === kind)
      .map(([, ...rest]) => rest);
  const fact = (kind: string): string => facts(kind)[0]?.[0] ?? "";
  const listening = facts("listener");
  const units = [...new Set(listening.map(([unit = ""]) => unit))];
  return {
    system: fact("system"),
    version: fact("version"),
    architecture: fact("architecture"),
    machine: fact("machine"),
    listeners: units.map((unit) => ({ unit, ports: listening.filter(([each]) => each === unit).map(([, port = ""]) => port) })),
    lineages: facts("lineage").map(([name = ""]) => name),
    sites: facts("site").map(([domain = ""]) => domain),
  };
}

/** Why a machine is not what the settings say; `undefined` when it is. */
export function imageFault({ system, version, architecture }: HostSight, image: string): string | undefined {
  const found = releases.find((release) => release === `${system}-${version}` && architecture === "x86_64");
  if (found === platformOf(image).release) return undefined;
  const runs = `it runs ${system === "" ? "no system that says what it is" : `${system} ${version}`.trim()} on ${architecture}`;
  return found === undefined
    ? `must run ${systems} on x86_64: ${runs}. Use another machine`
    : `must run what \`image\` says, ${image}: ${runs}. Write image: "${imageNamed(found)}"`;
}

/** What is on a machine, one sentence each. */
export function sightEffects({ system, version, listeners, lineages, sites }: HostSight, host: string): string[] {
  return [
    `uses the machine at ${host}, which runs ${titleOf(`${system}-${version}`)}; what is on it stays its owner's`,
    ...listeners.map(({ unit, ports }) => `finds ${unit} on ${ports.length === 1 ? "port" : "ports"} ${enumerated(ports)}`),
    ...(lineages.length > 0 ? [`finds ${lineages.length === 1 ? "a certificate" : "certificates"} of certbot: ${enumerated(lineages)}`] : []),
    ...(sites.length > 0 ? [`finds ${sites.length === 1 ? "a site" : "sites"} of tlsup: ${enumerated(sites)}`] : []),
  ];
}
