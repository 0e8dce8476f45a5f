import { ports, type Instance, type Part } from "../instance";
import type { Log } from "../log";
import type { ZoneData } from "../zones/zone";
import { withNameServers } from "./name-servers";
import { respond } from "./respond";
import { serveDns } from "./serve";

export interface Dns {
  readonly instance: Instance;
  readonly zones: ZoneData;
  /** The address of proxied names: the edge listens on it. */
  readonly edgeAddress: string;
  readonly log: Log;
}

/** The authoritative DNS server of the zones, at `<instance.address>:53` over UDP and TCP. @throws if the port is taken. */
export async function startDns({ instance, zones, edgeAddress, log }: Dns): Promise<Part> {
  const authority = {
    zones: withNameServers(zones, instance.address),
    edgeAddress,
    // RFC 1982: a serial only has to grow, and no secondary compares this one.
    serial: () => Math.floor(Date.now() / 1000),
  };
  return serveDns((message, transport) => respond(authority, message, transport), instance.address, ports.dns, log);
}
