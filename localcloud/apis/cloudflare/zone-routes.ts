import type { Hono } from "hono";
import { domainName, isWithin } from "../../zones/names";
import { Rulesets } from "../../zones/rules/rulesets";
import { newZone } from "../../zones/seed";
import type { StoredZone } from "../../zones/stored";
import { account } from "./account";
import { isObject, readBody } from "./body";
import { demand, zoneOf, type Backend, type Env } from "./context";
import { page, success } from "./envelope";
import { fault, faults } from "./faults";
import { matcher } from "./text-filter";
import { presentZone } from "./zone-presentation";

const pageSize = { default: 20, maximum: 50 };

/** https://developers.cloudflare.com/api/resources/zones/ */
export function zoneRoutes(app: Hono<Env>, { store, zones }: Backend): void {
  const rulesets = new Rulesets(store);

  app.get("/zones", (c) => {
    const credential = c.get("credential");
    const readable = zones.list().filter((zone) => credential.allows("Zone Read", zone.id) && isSelected(zone, c.req.query()));
    const order = c.req.query("direction") === "desc" ? -1 : 1;
    const sorted = readable.toSorted((a, b) => order * a.name.localeCompare(b.name, "en"));
    return page(
      c,
      sorted.map((zone) => presentZone(zone, credential)),
      pageSize,
    );
  });

  app.post("/zones", (c) => {
    demand(c, "Zone Write", faults.unauthorized);
    const body = readBody(c);
    const owner = isObject(body.account) ? body.account.id : undefined;
    if (owner !== undefined && owner !== account.id) throw faults.unauthorized();
    if (body.type !== undefined && body.type !== "full") throw faults.notImplemented(`A zone of type ${JSON.stringify(body.type)}`);
    const zone = zones.put(newZone(newZoneName(body.name, zones.list())));
    return success(c, presentZone(zone, c.get("credential")));
  });

  app.get("/zones/:zone", (c) => success(c, presentZone(zoneOf(c, zones, "Zone Read", faults.unauthorized), c.get("credential"))));

  app.patch("/zones/:zone", (c) => {
    const zone = zoneOf(c, zones, "Zone Write", faults.unauthorized);
    const { paused, ...others } = readBody(c);
    const [other] = Object.keys(others);
    if (other !== undefined) throw faults.notImplemented(`A change of a zone's ${other}`);
    if (typeof paused !== "boolean") throw fault(400, 1004, "paused must be a boolean");
    const changed = zones.put({ ...zone, paused, modifiedOn: new Date().toISOString() });
    return success(c, presentZone(changed, c.get("credential")));
  });

  app.delete("/zones/:zone", (c) => {
    const zone = zoneOf(c, zones, "Zone Write", faults.unauthorized);
    for (const ruleset of rulesets.list(zone.id)) rulesets.delete(ruleset);
    zones.delete(zone);
    return success(c, { id: zone.id });
  });
}

function isSelected(zone: StoredZone, query: Readonly<Record<string, string>>): boolean {
  const { name, status, type, match } = query;
  const tests = [
    ...(name === undefined ? [] : [matcher(name)(zone.name)]),
    ...(status === undefined ? [] : [status === "active"]),
    ...(type === undefined ? [] : [type.split(",").includes("full")]),
    ...(query["account.id"] === undefined ? [] : [query["account.id"] === account.id]),
    ...(query["account.name"] === undefined ? [] : [matcher(query["account.name"])(account.name)]),
  ];
  return match === "any" && tests.length > 0 ? tests.some(Boolean) : tests.every(Boolean);
}

function newZoneName(given: unknown, existing: readonly StoredZone[]): string {
  const name = typeof given === "string" ? domainName(given) : undefined;
  if (name === undefined || !name.includes(".") || name.startsWith("*")) throw fault(400, 1049, `${String(given)} is not a registered domain`);
  for (const zone of existing) {
    if (zone.name === name) throw fault(400, 1061, `${name} already exists.`);
    if (isWithin(name, zone.name)) throw fault(400, 1116, `${name} is a subdomain of ${zone.name}: only the domain itself can be a zone.`);
  }
  return name;
}
