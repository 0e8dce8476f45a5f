import type { Hono } from "hono";
import type { StoredZone } from "../../zones/stored";
import { readBody } from "./body";
import { zoneOf, type Backend, type Env } from "./context";
import { success } from "./envelope";
import { fault, faults } from "./faults";

/** https://developers.cloudflare.com/api/resources/dns/subresources/dnssec/ */
export function dnssecRoutes(app: Hono<Env>, { zones }: Backend): void {
  app.get("/zones/:zone/dnssec", (c) => success(c, present(zoneOf(c, zones, "DNS Read", faults.authentication))));

  app.patch("/zones/:zone/dnssec", (c) => {
    const { signedOn, ...zone } = zoneOf(c, zones, "DNS Write", faults.authentication);
    const { status, ...others } = readBody(c);
    const [other] = Object.keys(others);
    if (other !== undefined) throw faults.notImplemented(`A change of DNSSEC's ${other}`);
    if (status !== "active" && status !== "disabled") throw fault(400, 1004, "status must be active or disabled");
    return success(c, present(zones.put(status === "disabled" ? zone : { ...zone, signedOn: signedOn ?? new Date().toISOString() })));
  });
}

/** A zone is active at once, as there is no registrar here; and it has no keys, as the DNS server does not sign. */
function present({ signedOn }: StoredZone): Record<string, unknown> {
  return signedOn === undefined ? { status: "disabled" } : { status: "active", modified_on: signedOn };
}
