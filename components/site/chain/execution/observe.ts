import { isIP } from "node:net";
import { chainOfAlias } from "../alias-findings";
import type { LeafFacts } from "../../../certificate/x509/facts";
import { isOwn, type ExpectedChain, type HostSeen, type Observation, type Origin } from "../chain";
import type { Handshake } from "../handshake";
import { addressesOf, type ExpectedHost } from "../hosts";
import { follow, type Remembered } from "../journey";
import { handshake, oldProtocols, type Place } from "./handshake";
import { knock } from "./knock";
import { CannotLook, hasWayTo, nameServersOf, resolveAll } from "./resolve";
import { trustedRoots, type Viewpoint } from "./viewpoint";
import { answerAt, ask } from "./visit";
import { readZone, type CloudflareApi, type ZoneQuestion } from "./zone";

/** How to look at a site. */
export interface Watching {
  /** The viewpoint for a host; redirects lead to other hosts. */
  readonly viewpoint: (hostname: string) => Viewpoint;
  /**
   * Where the zone's settings are read.
   * @default none: they are not compared
   */
  readonly cloudflare?: CloudflareApi;
}

/**
 * Looks at a site as visitors do and, if `expected` is given and its origin is reachable, at that. Problems are part of the result.
 *
 * @throws `CannotLook` if no DNS server answers, or this machine has no way to any address of the site.
 */
export async function observe(url: string, { viewpoint, cloudflare }: Watching, expected?: ExpectedChain): Promise<Observation> {
  const { hostname, port, protocol } = new URL(url);
  const straight = expected?.ssl === undefined ? expected : undefined;
  const isShown = (leaf: LeafFacts): boolean => straight !== undefined && isOwn(leaf, straight);
  // What another name shows, only its visit tells.
  const isSeen = (name: string): boolean => name === hostname || name === expected?.leadsTo;
  const visited = (each: string, name: string) => ask(each, viewpoint(name), isSeen(name) ? isShown : undefined);
  const visit = (start: string, remembered?: Remembered) => follow(start, (each) => visited(each, new URL(each).hostname), remembered);
  const edgePort = protocol === "https:" && port !== "" ? Number(port) : 443;
  const [edge, first, others, origin, zone, health] = await Promise.all([
    // Which addresses an edge has says nothing of the site.
    seenAtEdge(hostname, edgePort, viewpoint(hostname), straight ? addressesOf(straight).map(isIP) : []),
    visit(url),
    Promise.all(expected ? otherVisitors(expected).map(([start, remembered]) => visit(start, remembered)) : []),
    expected && originOf(expected, trustedRoots(viewpoint(expected.domain))),
    cloudflare &&
      delegatedZone(cloudflare, { hostname, addresses: expected && addressesOf(expected), zone: expected?.zone?.name, expected }, viewpoint(hostname)),
    expected?.healthPath === undefined ? undefined : visit(`https://${expected.domain}${expected.healthPath}`),
  ]);
  return { url, ...edge, journeys: [first, ...others], ...(origin && { origin }), ...zone, ...(health && { health }) };
}

async function originOf(expected: ExpectedChain, ca: readonly string[]): Promise<Origin> {
  const { domain, otherHosts = [] } = expected;
  const [own, ...others] = await Promise.all([
    hostSeen(expected, domain, ca),
    ...otherHosts.map(async (host) => ({ expected: host, ...(await hostSeen(host, domain, ca)) })),
  ]);
  return { expected, ...own, ...(others.length > 0 && { others }) };
}

async function hostSeen({ address, sshPort }: Omit<ExpectedHost, "host">, servername: string, ca: readonly string[]): Promise<HostSeen> {
  const knocked = sshPort === undefined || !hasWayTo(address) ? undefined : knock(address, sshPort);
  const [seen, ssh] = await Promise.all([handshake({ address, port: 443, servername, ca }), knocked]);
  // The handshake shows whom its certificate convinces.
  const answer = seen.outcome === "done" ? await answerAt(`https://${servername}/`, address, { rejectUnauthorized: false }) : undefined;
  return { seen, ...(answer && { answer }), ...(ssh && { ssh }) };
}

/** Reads the zone from Cloudflare, and its name servers from a resolver. */
async function delegatedZone(api: CloudflareApi, question: ZoneQuestion, viewpoint: Viewpoint): Promise<Pick<Observation, "zone" | "nameServers">> {
  const zone = await readZone(api, question);
  const nameServers = "name" in zone ? await nameServersOf(zone.name, viewpoint) : [];
  return { zone, ...(nameServers.length > 0 && { nameServers }) };
}

/** Like {@link observe}, and the same for each of the site's other names. Wildcards are left out: which names below them people use is unknown. */
export async function observeAll(url: string, watching: Watching, expected?: ExpectedChain): Promise<Observation> {
  const aliases = (expected?.aliases ?? []).filter(({ name }) => !name.startsWith("*."));
  const [observation, ...others] = await Promise.all([
    observe(url, watching, expected),
    ...aliases.map((alias) => observe(`https://${alias.name}/`, watching, expected && chainOfAlias(expected, alias))),
  ]);
  return { ...observation, ...(others.length > 0 && { aliases: others }) };
}

/** Visitors who type only the name come by http. Those who have been there before may remember HSTS. */
function otherVisitors({ domain, hsts }: ExpectedChain): [start: string, remembered: Remembered][] {
  const start = `http://${domain}/`;
  return [[start, new Map<string, boolean>()], ...(hsts === true ? [[start, new Map([[domain, false]])] satisfies [string, Remembered]] : [])];
}

type SeenAtEdge = Pick<Observation, "edge" | "otherAddresses" | "unseenAddresses" | "oldProtocols">;

/** Looks at each address of the name. */
async function seenAtEdge(hostname: string, port: number, viewpoint: Viewpoint, needed: readonly number[]): Promise<SeenAtEdge> {
  const addresses = await resolveAll(hostname, viewpoint, needed);
  if (addresses instanceof Error) return { edge: { outcome: "failed", address: hostname, reason: addresses.message } };
  const ca = trustedRoots(viewpoint);
  const place = (address: string): Place => ({ address, port, servername: hostname, ca });
  if (!addresses.some(hasWayTo)) throw new CannotLook(`Cannot look at ${hostname} as it leads to IPv6 addresses alone, to which this machine has no way`);
  const [first, ...others] = addresses;
  const [edge, seen, old] = await Promise.all([
    handshake(place(first)),
    Promise.all(others.filter(hasWayTo).map((each): Promise<Handshake> => handshake(place(each)))),
    oldProtocols(place(first)),
  ]);
  const unseen = others.filter((each) => !hasWayTo(each));
  return {
    edge,
    ...(seen.length > 0 && { otherAddresses: seen }),
    ...(unseen.length > 0 && { unseenAddresses: unseen }),
    ...(old.length > 0 && { oldProtocols: old }),
  };
}
