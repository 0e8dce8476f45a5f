import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { Store } from "../../../../localcloud/store/store";
import { newZone, seedZone } from "../../../../localcloud/zones/seed";
import type { StoredRecord } from "../../../../localcloud/zones/stored";
import { openZones, Zones } from "../../../../localcloud/zones/zones";

let directory: string;
let store: Store;
let zones: Zones;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tlsup-zones-"));
  store = new Store(directory);
  seedZone(store, "example.test");
  zones = openZones(store);
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const zoneId = (): string => zones.named("example.test")!.id;
function record(id: string, name: string, more: Partial<StoredRecord> = {}): StoredRecord {
  const on = "2026-01-01T00:00:00.000Z";
  return {
    id,
    zoneId: zoneId(),
    name,
    type: "A",
    content: "192.0.2.1",
    ttl: 1,
    proxied: false,
    comment: null,
    tags: [],
    settings: {},
    createdOn: on,
    modifiedOn: on,
    ...more,
  };
}

describe("seeding a zone", () => {
  it("makes it once", () => {
    const before = zoneId();
    seedZone(store, "example.test");
    expect(zones.list().map(({ id }) => id)).toEqual([before]);
  });

  it("gives it Cloudflare's defaults, as far as the edge is concerned", () => {
    expect(zones.zoneOf("example.test")?.settings).toEqual({
      ssl: "full",
      alwaysUseHttps: false,
      minTlsVersion: "1.0",
      tls13: true,
      sharedOriginPull: false,
      cacheLevel: "aggressive",
      browserCacheTtl: 14400,
      developmentMode: false,
      underAttack: false,
    });
  });
});

describe("the zones of a store", () => {
  it("are one object for all who share the store", () => {
    expect(openZones(store)).toBe(zones);
  });

  it("are found by any name below them, the longest match first", () => {
    zones.put(newZone("deep.example.test"));
    expect(zones.zoneOf("example.test")?.name).toBe("example.test");
    expect(zones.zoneOf("a.b.example.test")?.name).toBe("example.test");
    expect(zones.zoneOf("a.deep.example.test")?.name).toBe("deep.example.test");
    expect(zones.zoneOf("example.org")).toBeUndefined();
    expect(zones.zoneOf("notexample.test")).toBeUndefined();
  });

  it("answer for a name with the records of the zone that holds it, not with those of the one above", () => {
    zones.putRecord(record("1", "www.deep.example.test"));
    zones.put(newZone("deep.example.test"));
    expect(zones.recordsAt("www.deep.example.test")).toEqual([]);
  });

  it("show a changed setting to the edge at once", () => {
    const zone = zones.named("example.test")!;
    const header = { strict_transport_security: { enabled: true, max_age: 300, include_subdomains: true, preload: false, nosniff: true } };
    const on = "2026-01-01T00:00:00.000Z";
    zones.put({
      ...zone,
      settings: { ssl: { value: "strict", modifiedOn: on }, security_header: { value: header, modifiedOn: on }, tls_1_3: { value: "off", modifiedOn: on } },
    });
    expect(zones.zoneOf("example.test")?.settings).toEqual({
      ssl: "strict",
      alwaysUseHttps: false,
      minTlsVersion: "1.0",
      tls13: false,
      sharedOriginPull: false,
      cacheLevel: "aggressive",
      browserCacheTtl: 14400,
      developmentMode: false,
      underAttack: false,
      hsts: { maxAge: 300, includeSubdomains: true, preload: false },
    });
  });

  it("proxy nothing while they are paused", () => {
    zones.putRecord(record("1", "www.example.test", { proxied: true }));
    expect(zones.recordsAt("www.example.test")[0]?.proxied).toBe(true);
    zones.put({ ...zones.named("example.test")!, paused: true });
    expect(zones.recordsAt("www.example.test")[0]?.proxied).toBe(false);
  });

  it("take their records along when they are deleted", () => {
    zones.putRecord(record("1", "www.example.test"));
    zones.delete(zones.named("example.test")!);
    expect(new Zones(new Store(directory)).list()).toEqual([]);
    expect(new Store(directory).collection("dns-records").list()).toEqual([]);
  });
});

describe("the index of records", () => {
  const names = ["example.test", "www.example.test", "a.www.example.test", "b.example.test", "*.example.test", "x.y.z.example.test"];
  const step = fc.record({ id: fc.constantFrom("1", "2", "3", "4"), name: fc.constantFrom(...names), remove: fc.boolean() });

  it("agrees with the plain list after any sequence of writes, and after a restart", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        rmSync(join(directory, "dns-records"), { recursive: true, force: true });
        const fresh = new Store(directory);
        const written = new Zones(fresh);
        for (const { id, name, remove } of steps) {
          const existing = written.record(zoneId(), id);
          if (remove && existing) written.deleteRecord(existing);
          else written.putRecord(record(id, name));
        }
        const list = fresh.collection<StoredRecord>("dns-records").list();
        for (const reader of [written, new Zones(new Store(directory))]) {
          for (const name of names.flatMap((each) => [each, each.replace(/^[^.]+\./, "")])) {
            expect(
              reader
                .recordsAt(name)
                .map(({ id }) => id)
                .sort(),
            ).toEqual(
              list
                .filter((each) => each.name === name && name.endsWith("example.test"))
                .map(({ id }) => id)
                .sort(),
            );
            expect(reader.hasDescendants(name)).toBe(list.some((each) => each.name.endsWith(`.${name}`)));
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
