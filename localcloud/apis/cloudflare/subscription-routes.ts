import type { Hono } from "hono";
import { plans } from "../../zones/stored";
import { isObject, readBody } from "./body";
import { zoneOf, type Backend, type Env } from "./context";
import { success } from "./envelope";
import { faults } from "./faults";

/** A zone's plan: https://developers.cloudflare.com/api/resources/zones/subresources/subscriptions/ */
export function subscriptionRoutes(app: Hono<Env>, { zones }: Backend): void {
  app.on(["POST", "PUT"], "/zones/:zone/subscription", (c) => {
    const zone = zoneOf(c, zones, "Billing Write", faults.unauthorized);
    const { rate_plan: wanted } = readBody(c);
    const id = isObject(wanted) ? wanted.id : undefined;
    const plan = plans.find((each) => each === id);
    if (!plan) throw faults.notImplemented(`The plan ${JSON.stringify(id)}`);
    zones.put({ ...zone, plan, modifiedOn: new Date().toISOString() });
    return success(c, { id: zone.id, state: "Paid", frequency: "monthly", rate_plan: { id: plan, scope: "zone" } });
  });
}
