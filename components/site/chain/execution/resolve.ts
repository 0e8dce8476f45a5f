import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { absent, dnsErrorCode } from "../../../certificate/acme/execution/dns";
import { patience, type Viewpoint } from "./viewpoint";

/** No DNS server answers, or there is no way to a site, so nothing can be found out about it. */
export class CannotLook extends Error {}

/** c-ares' error code for a name that is not there. */
const noSuchName = "ENOTFOUND";

/** Those for a server that does not answer. They say nothing about the name. */
const serverFailures = ["ECONNREFUSED", "ETIMEOUT"];

/**
 * The addresses of a host, IPv4 first, or an error that says why it has no address. Those of one family are enough if the other cannot be looked up and
 * is not `needed`.
 *
 * @throws {@link CannotLook} if the DNS server does not answer.
 */
export async function resolveAll(
  hostname: string,
  { resolver: server }: Viewpoint,
  needed: readonly number[] = [],
): Promise<readonly [string, ...string[]] | Error> {
  const literal = hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(literal) !== 0) return [literal];
  const resolver = resolverAt(server);
  const looks = await Promise.all([familyOf(4, () => resolver.resolve4(hostname)), familyOf(6, () => resolver.resolve6(hostname))]);
  const failed = looks.filter(({ code = "ENODATA" }) => !absent.includes(code));
  const [first, ...others] = looks.flatMap(({ addresses }) => addresses);
  if (first !== undefined && !failed.some(({ family }) => needed.includes(family))) return [first, ...others];
  const { code = "" } = looks.find((look) => look.code === noSuchName) ?? failed[0] ?? looks[0];
  // If both families fail, no visitor finds the host either, unless no server was reached from here. A name that is not there has neither.
  if (code !== noSuchName && (failed.length === 1 || serverFailures.includes(code)))
    throw new CannotLook(`Cannot look at ${hostname} as DNS does not tell its addresses: ${code}`);
  return new Error(`${hostname} has no address: ${code}`);
}

interface Family {
  readonly family: 4 | 6;
  readonly addresses: readonly string[];
  /** The error code of a look that found no address. */
  readonly code?: string;
}

/** A resolver that failed once may know the answer by now. */
async function familyOf(family: Family["family"], look: () => Promise<string[]>, isLast = false): Promise<Family> {
  try {
    return { family, addresses: await look() };
  } catch (error) {
    const code = dnsErrorCode(error);
    return isLast || [...absent, ...serverFailures].includes(code) ? { family, addresses: [], code } : familyOf(family, look, true);
  }
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
