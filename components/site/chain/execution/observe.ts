import type { ExpectedChain, Handshake, Observation } from "../chain";
import { follow, type Remembered } from "../journey";
import { handshake, oldProtocols, type Place } from "./handshake";
import { hasWayTo, resolveAll } from "./resolve";
import { trustedRoots, type Viewpoint } from "./viewpoint";
import { ask } from "./visit";
import { readZone, type CloudflareApi } from "./zone";

/** How a site is looked at. */
export interface Watching {
  /** From where a host is looked at: of a redirect, the other host as well. */
  readonly viewpoint: (hostname: string) => Viewpoint;
  /**
   * Where the zone's settings are read.
   * @default none: they are not compared
   */
  readonly cloudflare?: CloudflareApi;
}

/**
 * Looks at a site as visitors do, and, when `expected` is given and reachable, at its origin. Problems are part of what is returned.
 *
 * @throws `CannotLook` when no DNS server answers.
 */
export async function observe(url: string, { viewpoint, cloudflare }: Watching, expected?: ExpectedChain): Promise<Observation> {
  const { hostname, port, protocol } = new URL(url);
  const visit = (start: string, remembered?: Remembered) => follow(start, (each) => ask(each, viewpoint(new URL(each).hostname)), remembered);
  const edgePort = protocol === "https:" && port !== "" ? Number(port) : 443;
  const ca = trustedRoots(viewpoint(hostname));
  const [edge, first, others, origin, zone] = await Promise.all([
    seenAtEdge(hostname, edgePort, viewpoint(hostname), ca),
    visit(url),
    Promise.all(expected ? otherVisitors(expected).map(([start, remembered]) => visit(start, remembered)) : []),
    expected && handshake({ address: expected.address, port: 443, servername: expected.domain, ca: trustedRoots(viewpoint(expected.domain)) }),
    cloudflare && readZone(cloudflare, { hostname, address: expected?.address, zone: expected?.zone?.name, expected }),
  ]);
  return { url, ...edge, journeys: [first, ...others], ...(expected && origin && { origin: { expected, seen: origin } }), ...(zone && { zone }) };
}

/** Who types the name alone comes by http, and who has been there before may remember that https was demanded. */
function otherVisitors({ domain, hsts }: ExpectedChain): [start: string, remembered: Remembered][] {
  const start = `http://${domain}/`;
  return [[start, new Map<string, boolean>()], ...(hsts === true ? [[start, new Map([[domain, false]])] satisfies [string, Remembered]] : [])];
}

type SeenAtEdge = Pick<Observation, "edge" | "otherAddresses" | "unseenAddresses" | "oldProtocols">;

/** What the addresses of the name show, each. */
async function seenAtEdge(hostname: string, port: number, viewpoint: Viewpoint, ca: readonly string[]): Promise<SeenAtEdge> {
  const addresses = await resolveAll(hostname, viewpoint);
  if (addresses instanceof Error) return { edge: { outcome: "failed", address: hostname, reason: `no address: ${addresses.message}` } };
  const place = (address: string): Place => ({ address, port, servername: hostname, ca });
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
