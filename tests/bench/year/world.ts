import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { publicRootsFile } from "../../../localcloud/daemon/roots";
import type { Front } from "../../support/acme/front";
import { makeZone, status, testDirectory } from "../../support/local-cloud";
import { startMovedPebble, type MovedPebble } from "./moved-pebble";
import { relayDns, type RelayedDns } from "./relayed-dns";

/** The CA and the time that all sites share, and where their hosts' alarms are heard. */
export interface World {
  /** Days since the start. */
  at: number;
  readonly zone: string;
  /** The address of this machine for hosts. */
  readonly gateway: string;
  readonly moved: MovedPebble;
  readonly dns: RelayedDns;
  /** The file with what a client of the CA must trust. */
  readonly roots: string;
  /** What visitors and the edge trust, PEM. */
  readonly trusted: string;
  /** The URL at which a host is heard. */
  hearing(kind: "hook" | "ping"): string;
  /** Is told what is heard. */
  hear: (kind: string, text: string) => void;
  /** What is before the CA, for each site. */
  readonly fronts: Front[];
  close(): Promise<void>;
}

export async function openWorld(folder: string): Promise<World> {
  const zone = "year.test";
  await makeZone(zone);
  const { acme, dns: cloudDns, roots: cloudRoots } = status();
  const gateway = new URL(acme.directoryForHosts).hostname;
  const dns = await relayDns(cloudDns);
  const moved = await startMovedPebble(folder, { dns: dns.address, config: { httpPort: 80, tlsPort: 443 }, addresses: [gateway] });
  const issuing = await moved.pebble.issuingRoot();
  const roots = join(folder, "moved-roots.pem");
  writeFileSync(roots, `${issuing}\n${moved.pebble.root}`);
  // The edge's strict mode.
  writeFileSync(publicRootsFile({ directory: testDirectory() }), issuing);
  const server = createServer((request, response) => {
    void (async () => {
      let body = "";
      for await (const part of request.setEncoding("utf8")) body += String(part);
      world.hear((request.url ?? "").slice(1), (JSON.parse(body) as { text: string }).text);
      response.end();
    })();
  });
  await once(server.listen(0, "0.0.0.0"), "listening");
  const { port } = server.address() as AddressInfo;
  const world: World = {
    at: 0,
    zone,
    gateway,
    moved,
    dns,
    roots,
    trusted: `${issuing}\n${readFileSync(cloudRoots.originCa, "utf8")}`,
    hearing: (kind) => `http://${gateway}:${port}/${kind}`,
    hear: () => undefined,
    fronts: [],
    close: async () => {
      await Promise.all(world.fronts.map((front) => front.close()));
      server.close();
      server.closeAllConnections();
      dns.close();
      await moved.pebble.close();
    },
  };
  return world;
}
