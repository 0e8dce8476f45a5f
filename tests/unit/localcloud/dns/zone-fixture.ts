import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withNameServers } from "../../../../localcloud/dns/name-servers";
import type { Authority } from "../../../../localcloud/dns/resolve";
import { Store } from "../../../../localcloud/store/store";
import { newId, seedZone } from "../../../../localcloud/zones/seed";
import type { StoredRecord } from "../../../../localcloud/zones/stored";
import { openZones } from "../../../../localcloud/zones/zones";

export const edgeAddress = "127.0.0.80";
export const dnsAddress = "127.0.0.53";

type Given = Pick<StoredRecord, "name" | "type" | "content"> & Partial<StoredRecord>;

/** The DNS of `example.test` with the given records. */
export function authorityOf(records: readonly Given[]): { readonly authority: Authority; remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), "tlsup-dns-"));
  const store = new Store(directory);
  seedZone(store, "example.test");
  const zones = openZones(store);
  const zoneId = zones.named("example.test")!.id;
  const on = "2026-01-01T00:00:00.000Z";
  for (const record of records)
    zones.putRecord({ id: newId(), zoneId, ttl: 1, proxied: false, comment: null, tags: [], settings: {}, createdOn: on, modifiedOn: on, ...record });
  return {
    authority: { zones: withNameServers(zones, dnsAddress), edgeAddress, serial: () => 2026112501 },
    remove: () => {
      rmSync(directory, { recursive: true });
    },
  };
}
