import * as v from "valibot";
import { enumerated } from "../../shared/words";
import { everywhere, inboundRules, type OpenPort, type SshAccess, type WebAccess } from "./firewall-rules";

/** What a machine is, and who can reach it, as last made: from this, a preview tells what a change does. */
export interface HostMemoryInputs {
  /** The provider of the machine. */
  readonly provider: string;
  /** The region's slug. */
  readonly region: string;
  /** The size's slug. */
  readonly size: string;
  /** The image's slug. */
  readonly image: string;
  /**
   * Whether it has an IPv4 address.
   * @default true
   */
  readonly ipv4Enabled?: boolean;
  /** Who can reach each port or range of ports, in words. */
  readonly reachable: Readonly<Record<string, string>>;
}

/** The schema of each input. */
export const hostMemoryEntries = {
  provider: v.string(),
  region: v.string(),
  size: v.string(),
  image: v.string(),
  ipv4Enabled: v.optional(v.boolean()),
  reachable: v.record(v.string(), v.string()),
};

/** Who can reach each port of a host; without the ranges of an edge. */
export function reachableBy(web: WebAccess["from"], open: readonly OpenPort[], ssh: SshAccess): HostMemoryInputs["reachable"] {
  return Object.fromEntries(
    inboundRules(web === "edge" ? { from: web, ranges: ["the edge"] } : { from: web }, open, ssh).flatMap(({ portRange, sourceAddresses }) => {
      if (portRange === undefined) return [];
      const isEverywhere = everywhere.every((range) => sourceAddresses.includes(range));
      return [[portRange, isEverywhere ? "everyone" : enumerated(sourceAddresses)]];
    }),
  );
}

/** A change of these makes another machine. */
const madeBy = ["provider", "region", "image"] as const;

/** The processor architecture of a size, which no machine changes: Hetzner's `cax` types are Arm. */
export function architectureOf(size: string): "arm" | "x86" {
  return size.startsWith("cax") ? "arm" : "x86";
}

/** What a change does to a machine, and to who can reach it, one sentence each. */
export function hostEffects(news: Partial<HostMemoryInputs>, olds?: HostMemoryInputs): string[] {
  const replaced = olds ? causes(news, olds) : [];
  const isResized = olds !== undefined && replaced.length === 0 && news.size !== undefined && news.size !== olds.size;
  return [
    ...(replaced.length > 0
      ? [`replaces the machine, as its ${enumerated(replaced)}: it serves until the new one is proven, and is deleted then with all that is on it`]
      : []),
    ...(isResized ? [`powers the machine off, makes it ${String(news.size)} and powers it on: visitors get errors meanwhile`] : []),
    ...(news.reachable ? gates(news.reachable, olds?.reachable ?? {}) : []),
  ];
}

/** The changes that make another machine, in words. */
function causes(news: Partial<HostMemoryInputs>, olds: HostMemoryInputs): string[] {
  const { ipv4Enabled = true } = news;
  return [
    ...madeBy.filter((key) => news[key] !== undefined && news[key] !== olds[key]).map((key) => `${key} becomes ${String(news[key])}`),
    ...(news.size !== undefined && architectureOf(news.size) !== architectureOf(olds.size) ? [`size becomes ${String(news.size)}`] : []),
    ...(ipv4Enabled === (olds.ipv4Enabled ?? true) ? [] : [`ipv4Enabled becomes ${String(ipv4Enabled)}`]),
  ];
}

function gates(now: HostMemoryInputs["reachable"], before: HostMemoryInputs["reachable"]): string[] {
  const opened = Object.entries(now).filter(([port, who]) => before[port] !== who);
  const closed = Object.entries(before).filter(([port, who]) => now[port] !== who);
  return [
    ...(opened.length > 0 ? [`opens ${grouped(opened)}, by the host's firewall`] : []),
    ...(closed.length > 0 ? [`closes ${grouped(closed)}, by the host's firewall`] : []),
  ];
}

/** `port 22 to everyone, and ports 80 and 443 to the edge`. */
function grouped(entries: readonly (readonly [string, string])[]): string {
  const groups = [...new Set(entries.map(([, who]) => who))].map((who) => {
    const ports = entries.flatMap(([port, each]) => (each === who ? [port] : []));
    return `${ports.length === 1 && !ports[0]?.includes("-") ? "port" : "ports"} ${enumerated(ports)} to ${who}`;
  });
  return groups.join(", and ");
}
