import type { Hono } from "hono";
import { settings, unservedSettings, type SettingValue } from "../../zones/settings";
import type { StoredZone } from "../../zones/stored";
import { developmentSeconds, settingValue } from "../../zones/zones";
import { isObject, readBody } from "./body";
import { zoneOf, type Backend, type Env } from "./context";
import { success } from "./envelope";
import { fault, faults, type ApiFault } from "./faults";

/** https://developers.cloudflare.com/api/resources/zones/subresources/settings/ */
export function settingRoutes(app: Hono<Env>, { zones }: Backend): void {
  app.get("/zones/:zone/settings", (c) => {
    const zone = zoneOf(c, zones, "Zone Settings Read", faults.unauthorized);
    return success(
      c,
      [...settings.keys()].map((id) => present(zone, id)),
    );
  });

  app.patch("/zones/:zone/settings", (c) => {
    const zone = zoneOf(c, zones, "Zone Settings Write", faults.unauthorized);
    const { items } = readBody(c);
    if (!Array.isArray(items)) throw fault(400, 1004, "Missing 'items'");
    const changes = items.map((item: unknown) => (isObject(item) ? change(String(item.id), item.value) : change("", undefined)));
    const changed = zones.put(apply(zone, changes));
    return success(
      c,
      changes.map(({ id }) => present(changed, id)),
    );
  });

  app.get("/zones/:zone/settings/:setting", (c) => {
    const zone = zoneOf(c, zones, "Zone Settings Read", faults.unauthorized);
    return success(c, present(zone, c.req.param("setting")));
  });

  app.patch("/zones/:zone/settings/:setting", (c) => {
    const zone = zoneOf(c, zones, "Zone Settings Write", faults.unauthorized);
    const { value } = readBody(c);
    const accepted = change(c.req.param("setting"), value);
    return success(c, present(zones.put(apply(zone, [accepted])), accepted.id));
  });
}

interface Change {
  readonly id: string;
  readonly value: SettingValue;
}

function change(id: string, given: unknown): Change {
  const setting = settings.get(id);
  if (!setting) throw unrecognized(id);
  if (!setting.editable) throw fault(400, 1015, `Not allowed to edit setting for ${id}`);
  const value = setting.parse(given);
  if (value === undefined) throw fault(400, 1007, `Invalid value for zone setting ${id}`);
  return { id, value };
}

function apply(zone: StoredZone, changes: readonly Change[]): StoredZone {
  const modifiedOn = new Date().toISOString();
  const changed = Object.fromEntries(changes.map(({ id, value }) => [id, { value, modifiedOn }]));
  return { ...zone, modifiedOn, settings: { ...zone.settings, ...changed } };
}

function present(zone: StoredZone, id: string): Record<string, unknown> {
  const setting = settings.get(id);
  if (!setting) throw unrecognized(id);
  const shown = { id, value: settingValue(zone, id), modified_on: zone.settings[id]?.modifiedOn ?? null, editable: setting.editable };
  return id === "development_mode" ? { ...shown, time_remaining: developmentSeconds(zone) } : shown;
}

function unrecognized(id: string): ApiFault {
  return unservedSettings.has(id) ? faults.notImplemented(`The zone setting ${id}`) : fault(400, 1006, `Unrecognized zone setting name: ${id}`);
}
