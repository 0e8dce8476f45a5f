import { Api as Cloudflare } from "../unit/localcloud/apis/cloudflare/api-fixture";
import { expectGolden } from "../support/golden";

test("what Cloudflare refuses, and by which codes", async () => {
  const api = await Cloudflare.open();
  const { zoneId } = api;
  const lines: string[] = [];
  const ask = async (method: string, path: string, body?: object): Promise<void> => {
    const { status, errors } = await api.call(method, path.replace("ZONE", zoneId), body);
    lines.push([status, ...errors.map(({ code }) => code), method, path, ...(body === undefined ? [] : [JSON.stringify(body)])].join(" "));
  };
  const csr = { csr: "x", hostnames: ["example.test"], request_type: "origin-rsa" };
  const requests: readonly (readonly [string, string, object?])[] = [
    ...["/accounts", "/accounts/none", "/ips", "/nonsense", "/zones/none", "/zones?page=0"].map((path) => ["GET", path] as const),
    ...[{ paused: "yes" }, { paused: true, name: "other" }, { paused: true }].map((body) => ["PATCH", "/zones/ZONE", body] as const),
    ...["ssl", "http2", "polish", "nonsense"].map((name) => ["GET", `/zones/ZONE/settings/${name}`] as const),
    ...[
      ["ssl", "origin_pull"],
      ["ssl", "full"],
      ["http2", "off"],
      ["polish", "off"],
      ["nonsense", "off"],
    ].map(([name, value]) => ["PATCH", `/zones/ZONE/settings/${name}`, { value }] as const),
    ...[{}, { items: ["ssl"] }, { items: [{ id: "ssl", value: "full" }] }].map((body) => ["PATCH", "/zones/ZONE/settings", body] as const),
    ...["/dns_records/none", "/rulesets/none", "/rulesets/phases/http_ratelimit/entrypoint"].map((path) => ["GET", `/zones/ZONE${path}`] as const),
    ["GET", "/certificates"],
    ["GET", "/certificates?zone_id=ZONE"],
    ["GET", "/certificates/1"],
    ["DELETE", "/certificates/1"],
    ...[
      { csr: 7 },
      { hostnames: [] },
      { hostnames: Array(201).fill("a.example.test") },
      { request_type: "keyless-certificate" },
      { request_type: "none" },
      { requested_validity: 8 },
    ].map((more) => ["POST", "/certificates", { ...csr, ...more }] as const),
    ...["192.0.2.1", "*.test", "a b", "other.test", "example.test"].map((name) => ["POST", "/certificates", { ...csr, hostnames: [name] }] as const),
    ...["", "/settings", "/none", "/hostnames/certificates", "/hostnames/none.example.test"].map(
      (path) => ["GET", `/zones/ZONE/origin_tls_client_auth${path}`] as const,
    ),
    ...[{ enabled: "yes" }, { enabled: true }].map((body) => ["PUT", "/zones/ZONE/origin_tls_client_auth/settings", body] as const),
    ...[{}, { certificate: "x", private_key: "y" }].map((body) => ["POST", "/zones/ZONE/origin_tls_client_auth", body] as const),
    ...[
      { config: [] },
      { config: [7] },
      { config: [{ hostname: "a b" }] },
      { config: [{ hostname: "example.test", enabled: 1 }] },
      { config: [{ hostname: "example.org" }] },
      { config: [{ hostname: "example.test" }] },
    ].map((body) => ["PUT", "/zones/ZONE/origin_tls_client_auth/hostnames", body] as const),
    ...[{ name: 7 }, { name: "t", policies: [] }, { name: "t", policies: [{ effect: "none" }] }].map((body) => ["POST", "/user/tokens", body] as const),
    ...["GET", "DELETE"].map((method) => [method, "/user/tokens/none"] as const),
    ["DELETE", "/zones/ZONE"],
    ["DELETE", "/zones/ZONE"],
  ];
  try {
    for (const [method, path, body] of requests) await ask(method, path, body);
  } finally {
    api.remove();
  }
  expectGolden("statuses-cloudflare.txt", `${lines.join("\n").replace(/(,?"a\.example\.test"){201}/, "201 names")}\n`);
});
