import type { Context, Hono } from "hono";
import type { StoredRecord, StoredZone } from "../../../zones/stored";
import { readBody } from "../body";
import { zoneOf, type Backend, type Env } from "../context";
import { page, success } from "../envelope";
import { fault, faults } from "../faults";
import { selectRecords } from "./filter";
import { merged } from "./input";
import { presentRecord } from "./presentation";
import { createRecord, creationKey, replaceRecord } from "./writing";

const pageSize = { default: 100, maximum: 5_000_000 };

/** https://developers.cloudflare.com/api/resources/dns/subresources/records/ */
export function recordRoutes(app: Hono<Env>, { zones }: Backend): void {
  const readable = (c: Context<Env>): StoredZone => zoneOf(c, zones, "DNS Read", faults.authentication);
  const writable = (c: Context<Env>): StoredZone => zoneOf(c, zones, "DNS Write", faults.authentication);
  const recordOf = (c: Context<Env>, zone: StoredZone): StoredRecord => {
    const id = c.req.param("record") ?? "";
    // A word instead of an identifier is another method of the API: export, scan, usage.
    if (/^[a-z_]+$/.test(id)) throw faults.notImplemented(`${c.req.method} ${c.req.path}`);
    if (!/^[0-9a-f]{32}$/.test(id)) throw faults.noRoute(c.req.path);
    const record = zones.record(zone.id, id);
    if (!record) throw fault(404, 81044, "Record does not exist.");
    return record;
  };

  app.get("/zones/:zone/dns_records", (c) => {
    const selected = selectRecords(zones.records(readable(c).id), c.req.query());
    return page(c, selected.map(presentRecord), pageSize);
  });

  app.post("/zones/:zone/dns_records", (c) => {
    const zone = writable(c);
    const body = readBody(c);
    const key = c.req.header("Idempotency-Key");
    return success(c, presentRecord(createRecord(zones, zone, body, key === undefined ? undefined : creationKey(c.get("credential").id, key, body))));
  });

  app.get("/zones/:zone/dns_records/:record", (c) => success(c, presentRecord(recordOf(c, readable(c)))));

  app.put("/zones/:zone/dns_records/:record", (c) => {
    const zone = writable(c);
    const record = recordOf(c, zone);
    return success(c, presentRecord(replaceRecord(zones, zone, record, readBody(c))));
  });

  app.patch("/zones/:zone/dns_records/:record", (c) => {
    const zone = writable(c);
    const record = recordOf(c, zone);
    return success(c, presentRecord(replaceRecord(zones, zone, record, merged(record, readBody(c)))));
  });

  app.delete("/zones/:zone/dns_records/:record", (c) => {
    const record = recordOf(c, writable(c));
    zones.deleteRecord(record);
    return success(c, { id: record.id });
  });
}
