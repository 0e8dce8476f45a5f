import { zoneName, zoneSettings, type CloudflareProxySettings } from "../../../../components/edge/cloudflare/zone-settings";
import { zoneWideText } from "../../../../components/edge/cloudflare/zone/zone-wide";

test("the edge redirects to https, and with off it must not, for any other stack of the zone either, as it leads back to http", () => {
  expect(zoneSettings({ provider: "cloudflare", ssl: "full" }).always_use_https).toBe("on");
  expect(zoneSettings({ provider: "cloudflare", ssl: "off" }).always_use_https).toBe("off");
});

test.each([
  [true, "on"],
  [false, "off"],
])("the user's own word on the redirect wins: %s", (alwaysUseHttps, expected) => {
  for (const ssl of ["off", "flexible", "full", "strict"] as const)
    expect(zoneSettings({ provider: "cloudflare", ssl, alwaysUseHttps }).always_use_https).toBe(expected);
});

test("the oldest TLS version is 1.2 unless the user says otherwise", () => {
  expect(zoneSettings({ provider: "cloudflare", ssl: "full" }).min_tls_version).toBe("1.2");
  expect(zoneSettings({ provider: "cloudflare", ssl: "full", minTlsVersion: "1.3" }).min_tls_version).toBe("1.3");
});

test("TLS 1.3 is on where it is the only version, and otherwise as the user or else the zone says", () => {
  const tls13 = (changes: object): string | undefined => zoneSettings({ provider: "cloudflare", ssl: "full", ...changes } as CloudflareProxySettings).tls_1_3;
  expect([{ minTlsVersion: "1.3" }, { minTlsVersion: "1.2" }, {}].map(tls13)).toEqual(["on", undefined, undefined]);
  expect([{ zoneWide: { tls13: false } }, { zoneWide: { tls13: true } }, { zoneWide: {} }].map(tls13)).toEqual(["off", "on", undefined]);
});

test("the stack owns the mode that it states", () => {
  expect(zoneSettings({ provider: "cloudflare", ssl: "strict", sslFor: "zone" })).toMatchObject({ ssl: "strict", ssl_automatic_mode: "custom" });
  expect(zoneSettings({ provider: "cloudflare", ssl: "strict" })).not.toHaveProperty("ssl");
});

test("the user's zone wins over the registrable domain", () => {
  expect(zoneName("a.b.example.com", {})).toBe("example.com");
  expect(zoneName("a.b.example.com", { zone: "b.example.com" })).toBe("b.example.com");
});

test("HSTS of 0 seconds is a header as well, as browsers forget only what they are told to forget", () => {
  const hsts = (maxAge: number): unknown => JSON.parse(zoneWideText({ maxAge }));
  const header = { enabled: true, include_subdomains: false, preload: false, nosniff: false };
  expect([0, 300].map(hsts)).toEqual([0, 300].map((max_age) => ({ strict_transport_security: { ...header, max_age } })));
});

test("without the zone's defaults only what is named is set", () => {
  const settings = (more: object) => zoneSettings({ provider: "cloudflare", ssl: "full", zoneDefaults: false, ...more });
  expect(settings({})).toEqual({});
  expect(settings({ alwaysUseHttps: false, minTlsVersion: "1.1" })).toEqual({ always_use_https: "off", min_tls_version: "1.1" });
});
