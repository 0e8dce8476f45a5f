import { zoneName, zoneSettings } from "../../../components/proxied-record/zone-settings";

test("the edge redirects to https unless it speaks http only", () => {
  expect(zoneSettings({ provider: "cloudflare", ssl: "full" }).always_use_https).toBe("on");
  expect(zoneSettings({ provider: "cloudflare", ssl: "off" }).always_use_https).toBe("off");
});

test("the stack owns the mode that it states", () => {
  expect(zoneSettings({ provider: "cloudflare", ssl: "strict" })).toMatchObject({ ssl: "strict", ssl_automatic_mode: "custom" });
});

test("the user's zone wins over the registrable domain", () => {
  expect(zoneName("a.b.example.com", { provider: "cloudflare", ssl: "full" })).toBe("example.com");
  expect(zoneName("a.b.example.com", { provider: "cloudflare", ssl: "full", zone: "b.example.com" })).toBe("b.example.com");
});
