import type { Fault } from "../../shared/fault";
import { unitName } from "./unit";
import { hostNames, type HeldPort, type Release } from "./release";

/** What a release needs on its host for itself alone. */
export type Claim = Pick<Release, "site" | "domain" | "aliases" | "ports" | "services" | "takeovers"> & {
  /** See `ReleasePlan`. */
  readonly sharedTls?: string;
};

/** Faults for what a site needs, but another site of the same program already has on the same host. `root` is the path of its settings. */
export function claimFaults(claim: Claim, others: readonly Claim[], root: string): Fault[] {
  return others.flatMap((other) => (claim.site === other.site ? [componentFault(other, root)] : claimFaultsBeside(claim, other, root)));
}

/** A site has the name of its component. Two of one name, under parents of two types, would take each other's place. */
function componentFault({ domain }: Claim, root: string): Fault {
  return {
    path: root,
    problem: `must be a name that no other component of its kind has on the same host: the one that serves ${domain} has it`,
    remedy: "Give each component a name of its own, such as its parent's with a suffix",
  };
}

function claimFaultsBeside(claim: Claim, other: Claim, root: string): Fault[] {
  return [
    ...nameFaults(claim, other, root),
    ...tlsFaults(claim, other, root),
    ...claim.ports.flatMap((wanted) => portFaults(wanted, claim, other, root)),
    ...[
      ...singleUnits(claim).filter((unit) => singleUnits(other).includes(unit)),
      ...claim.takeovers.filter((file) => other.takeovers.includes(file)).map((file) => `the file ${file}`),
    ].map((wanted) => ({
      path: root,
      problem: `needs ${wanted}, which is the site ${other.domain}'s on the same host`,
      remedy: "Give one of the two another host",
    })),
  ];
}

/** The units that serve one site alone: each has one certificate for a port, or one configuration file. */
function singleUnits({ services }: Claim): string[] {
  return [...new Set(services.filter(({ shared }) => shared !== true).map(({ unit }) => unit))];
}

function nameFaults(claim: Claim, other: Claim, root: string): Fault[] {
  const taken = hostNames(other);
  return hostNames(claim)
    .filter((name) => taken.includes(name))
    .map((name) => ({
      path: `${root}.${name === claim.domain ? "domain" : "aliases"}`,
      problem: `must differ from ${name === claim.domain ? "those" : "the names"} of ${other.site} on the same host: current value is ${JSON.stringify(name)}`,
      remedy: "Serve each name of a host once",
    }));
}

function tlsFaults({ sharedTls: own }: Claim, { domain, sharedTls: theirs }: Claim, root: string): Fault[] {
  if (own === undefined || theirs === undefined || own === theirs) return [];
  return [
    {
      path: `${root}.server.tls`,
      problem: `must be "${theirs}" as for ${domain} on the same host, as nginx takes it from one site for all: current value is "${own}"`,
      remedy: "Give both the same, or one of the two another host",
    },
  ];
}

/** Sites can share a port only through one server that keeps them apart. */
function portFaults({ port, unit }: HeldPort, { site }: Claim, other: Claim, root: string): Fault[] {
  const holder = other.ports.find((held) => held.port === port);
  if (holder === undefined || holder.unit === unit) return [];
  const isDeclared = unit === unitName(site) && port !== 443;
  return [
    {
      path: isDeclared ? `${root}.application.port` : root,
      problem: `needs port ${port}, which is taken by ${holder.unit} of the site ${other.domain} on the same host`,
      remedy: isDeclared
        ? "Choose another port, or leave it out: then it is drawn"
        : "Use the same kind of server for both, or give one of the two another host",
    },
  ];
}
