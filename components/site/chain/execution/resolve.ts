import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { patience, type Viewpoint } from "./viewpoint";

/** No DNS server answers, or there is no way to a site, so nothing can be found out about it. */
export class CannotLook extends Error {}

/** c-ares' error codes for a server that does not answer. They say nothing about the name. */
const serverFailures = ["ECONNREFUSED", "ETIMEOUT"];

/**
 * The addresses of a host, IPv4 first, or why there are none.
 *
 * @throws {@link CannotLook} if the DNS server does not answer.
 */
export async function resolveAll(hostname: string, { resolver: server }: Viewpoint): Promise<readonly [string, ...string[]] | Error> {
  const literal = hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(literal) !== 0) return [literal];
  const resolver = resolverAt(server);
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const [first, ...others] = [v4, v6].flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  if (first !== undefined) return [first, ...others];
  const { code = "no record" } = v4.status === "rejected" ? (v4.reason as NodeJS.ErrnoException) : {};
  if (serverFailures.includes(code)) throw new CannotLook(`Cannot look at ${hostname} as no DNS server answers from here: ${code}`);
  return new Error(`${hostname} has no address: ${code}`);
}

/** The name servers of a zone in lower case; empty if the resolver does not return any. */
export async function nameServersOf(zone: string, { resolver: server }: Viewpoint): Promise<string[]> {
  const found = await resolverAt(server)
    .resolveNs(zone)
    .catch(() => []);
  return found.map((each) => each.toLowerCase()).toSorted();
}

function resolverAt(server: string | undefined): Resolver {
  const resolver = new Resolver({ timeout: patience, tries: 2 });
  if (server !== undefined) resolver.setServers([server]);
  return resolver;
}

/** Global unicast addresses begin with the bits 001 (RFC 4291, section 2.4). */
const globalAddress = /^[23][0-9a-f]{3}:/i;

/** Whether this machine may have a route to an address: many machines have only IPv4. */
export function hasWayTo(address: string): boolean {
  if (isIP(address) !== 6 || !globalAddress.test(address)) return true;
  return Object.values(networkInterfaces()).some((each) => (each ?? []).some((own) => globalAddress.test(own.address)));
}
