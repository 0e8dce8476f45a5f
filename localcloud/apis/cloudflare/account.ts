import type { Hono } from "hono";
import { demand, type Env } from "./context";
import { page, success } from "./envelope";
import { faults } from "./faults";

/** The one account of a local cloud. */
export const account = { id: "74c5d1c3f1e14bd2a5c6f0d1e2b3a495", name: "Local account" } as const;

const shown = { ...account, type: "standard", settings: { enforce_twofactor: false }, created_on: "2020-01-01T00:00:00Z" };

/** https://developers.cloudflare.com/api/resources/accounts/ */
export function accountRoutes(app: Hono<Env>): void {
  app.get("/accounts", (c) => {
    demand(c, "Account Settings Read", faults.unauthorized);
    return page(c, [shown], { default: 20, maximum: 50 });
  });

  app.get("/accounts/:account", (c) => {
    demand(c, "Account Settings Read", faults.unauthorized);
    if (c.req.param("account") !== account.id) throw faults.noRoute(c.req.path);
    return success(c, shown);
  });
}
