import { Resolver } from "node:dns/promises";
import type { CaaRecord, CaaSet } from "../caa";
import { caaOwners } from "../caa";

/** Where look-ups start. */
export interface DnsSettings {
  /** A resolver as `address` or `address:port`, IPv6 in brackets; by default the system's. */
  readonly resolver?: string;
}

/** The DNS look-ups that ACME needs. Only zones are cached. */
export interface Dns {
  /** The name that holds the TXT records of `name`, after following CNAMEs. Source: RFC 8555, section 8.4 with RFC 1034, section 3.6.2. */
  target(name: string): Promise<string>;
  /** The delegated zone that contains `name`. */
  zone(name: string): Promise<DnsZone>;
  /** The TXT values of `name` at one name server. */
  txtAt(server: NameServer, name: string): Promise<readonly string[]>;
  /** The CAA records that count for `name`; `undefined` when there are none. */
  caa(name: string): Promise<CaaSet | undefined>;
  /** The addresses of `name`, IPv6 first. */
  addresses(name: string): Promise<readonly string[]>;
}

/** A zone. */
export interface DnsZone {
  readonly apex: string;
  /** Every address of every name server. */
  readonly servers: readonly NameServer[];
}

/** One address of a name server. */
export interface NameServer {
  readonly name: string;
  readonly address: string;
}

/** RFC 1034, section 5.2.2 asks that loops end; resolvers stop after about this many steps. */
const longestDelegation = 8;

/** Two tries of one and two seconds: enough for a name server that is far away or loses a packet. It is polled until it shows the record. */
const patience = { timeout: 1000, tries: 2 };

/** Three tries of two, four and eight seconds: a resolver asks several servers in turn, and is not polled. */
const resolverPatience = { timeout: 2000, tries: 3 };

/** No such name, or no such record: an answer, not a failure. */
export const absent = ["ENODATA", "ENOTFOUND"];

export function openDns({ resolver: address }: DnsSettings): Dns {
  const resolver = new Resolver(resolverPatience);
  if (address !== undefined) resolver.setServers([address]);
  const zones = new Map<string, Promise<DnsZone>>();
  const direct = new Map<string, Resolver>();

  const addresses = async (name: string): Promise<string[]> => (await Promise.all([orNone(resolver.resolve6(name)), orNone(resolver.resolve4(name))])).flat();

  const serversOf = async (apex: string, names: readonly string[]): Promise<DnsZone> => {
    const servers = await Promise.all(names.map(async (name) => (await addresses(name)).map((each) => ({ name, address: each }))));
    const lame = names.filter((_, index) => servers[index]?.length === 0);
    if (lame.length > 0)
      throw new Error(`Cannot ask the name servers of ${apex} as each must have an address: ${lame.join(", ")} has none. Correct the zone's delegation`);
    return { apex, servers: servers.flat() };
  };

  const zone = async (name: string): Promise<DnsZone> => {
    for (const apex of caaOwners(name)) {
      const known = zones.get(apex);
      if (known) return known;
      const names = await orNone(resolver.resolveNs(apex));
      if (names.length > 0) {
        const found = serversOf(apex, names);
        zones.set(apex, found);
        return found;
      }
    }
    throw new Error(
      `Cannot find the name servers of ${name} as its zone must be delegated: no name above it has NS records. ` +
        "Register the domain, and point it at its name servers",
    );
  };

  const at = ({ address: server }: NameServer): Resolver => {
    const known = direct.get(server);
    if (known) return known;
    const made = new Resolver(patience);
    made.setServers([server]);
    direct.set(server, made);
    return made;
  };

  return {
    addresses,
    zone,
    txtAt: async (server, name) => (await orNone(at(server).resolveTxt(name))).map((parts) => parts.join("")),
    target: async (name) => {
      let current = name;
      for (let step = 0; step < longestDelegation; step += 1) {
        const [next] = await orNone(resolver.resolveCname(current));
        if (next === undefined) return current;
        current = next.toLowerCase();
      }
      throw new Error(`Cannot follow the CNAME records of ${name} as they must end: after ${longestDelegation} steps they are at ${current}`);
    },
    caa: async (name) => {
      for (const owner of caaOwners(name)) {
        const records = (await orNone(resolver.resolveCaa(owner))).flatMap(caaRecords);
        if (records.length > 0) return { owner, records };
      }
      return undefined;
    },
  };
}

/** Node.js gives the tag as a key beside `critical`. */
function caaRecords({ critical, ...properties }: { readonly critical: number }): CaaRecord[] {
  return Object.entries(properties).flatMap(([tag, value]) =>
    typeof value === "string" ? [{ tag: tag.toLowerCase(), value, critical: critical >= 128 }] : [],
  );
}

async function orNone<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer;
  } catch (error) {
    if (absent.includes(dnsErrorCode(error))) return [];
    throw error;
  }
}

/** The error code of a failed look-up, e.g. `ESERVFAIL`; empty for other errors. */
export function dnsErrorCode(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}
