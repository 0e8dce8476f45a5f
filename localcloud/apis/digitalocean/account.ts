import type { Hono } from "hono";

/** GET /v2/account */
export function accountRoutes(app: Hono): void {
  app.get("/v2/account", (c) =>
    c.json({
      account: {
        droplet_limit: 30,
        floating_ip_limit: 31,
        reserved_ip_limit: 31,
        volume_limit: 0,
        name: "tlsup local cloud",
        email: "local@example.test",
        uuid: "00000000-0000-8000-8000-000000000000",
        email_verified: true,
        status: "active",
        status_message: "",
        team: { uuid: "00000000-0000-8000-8000-000000000001", name: "local" },
      },
    }),
  );
}
