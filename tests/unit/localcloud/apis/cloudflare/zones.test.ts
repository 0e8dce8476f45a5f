import { account } from "../../../../../localcloud/apis/cloudflare/account";
import { Api, edgeRanges, refusal } from "./api-fixture";

interface Shown {
  readonly id: string;
  readonly name: string;
}

let api: Api;
beforeEach(async () => {
  api = await Api.open();
});
afterEach(() => {
  api.remove();
});

describe("zones", () => {
  it("are found by name, and by identifier", async () => {
    const { result, result_info: info } = await api.call<Shown[]>("GET", "/zones?name=example.test");
    expect(result).toMatchObject([
      {
        id: api.zoneId,
        name: "example.test",
        status: "active",
        type: "full",
        paused: false,
        name_servers: ["ada.ns.cloudflare.test", "bob.ns.cloudflare.test"],
        account,
      },
    ]);
    expect(info).toEqual({ page: 1, per_page: 20, count: 1, total_count: 1, total_pages: 1 });
    expect((await api.inZone<Shown>("GET", "")).result).toEqual(result[0]);
  });

  it("in another script are found by their name in DNS, and shown as they are read", async () => {
    const { result } = await api.call<Shown>("POST", "/zones", { name: "müller.test" });
    expect(result.name).toBe("müller.test");
    expect((await api.call<Shown[]>("GET", "/zones?name=xn--mller-kva.test")).result).toEqual([result]);
  });

  it.each([
    ["name=other.test", 0],
    ["name=contains:ampl", 1],
    ["name=starts_with:EXA", 1],
    ["name=starts_with_case_sensitive:EXA", 0],
    ["status=pending", 0],
    ["match=any&status=pending&name=example.test", 1],
    [`account.id=${account.id}`, 1],
    ["account.id=other", 0],
    ["type=partial", 0],
    ["page=2", 0],
  ])("are listed by ?%s", async (query, count) => {
    expect((await api.call<Shown[]>("GET", `/zones?${query}`)).result).toHaveLength(count);
  });

  it("are signed once DNSSEC is switched on, until it is switched off, by whom may change their records", async () => {
    const dnssec = async (body?: object) => (await api.inZone<{ readonly status: string }>(body ? "PATCH" : "GET", "/dnssec", body)).result.status;
    expect([await dnssec(), await dnssec({ status: "active" }), await dnssec(), await dnssec({ status: "disabled" }), await dnssec()]).toEqual([
      ...["disabled", "active", "active", "disabled", "disabled"],
    ]);
    expect(refusal(await api.inZone("PATCH", "/dnssec", { status: "pending" }))).toEqual([400, 1004]);
    expect((await api.inZone("PATCH", "/dnssec", { dnssec_multi_signer: true })).status).toBe(501);
  });

  it("are made and deleted with what is in them", async () => {
    const { status, result } = await api.call<Shown>("POST", "/zones", { name: "Other.test", account: { id: account.id } });
    expect([status, result.name]).toEqual([200, "other.test"]);
    await api.call("POST", `/zones/${result.id}/dns_records`, { type: "A", name: "@", content: "192.0.2.1" });
    expect(api.zones.zoneOf("www.other.test")?.id).toBe(result.id);
    expect((await api.call("DELETE", `/zones/${result.id}`)).result).toEqual({ id: result.id });
    expect(refusal(await api.call("GET", `/zones/${result.id}`))).toEqual([404, 7003, 7000]);
    expect(api.zones.recordsAt("other.test")).toEqual([]);
  });

  it.each([
    [{ name: "example.test" }, 400, 1061],
    [{ name: "sub.example.test" }, 400, 1116],
    [{ name: "test" }, 400, 1049],
    [{ name: "*.other.test" }, 400, 1049],
    [{}, 400, 1049],
    [{ name: "other.test", account: { id: "0".repeat(32) } }, 403, 9109],
  ])("%j is refused", async (body, status, code) => {
    expect(refusal(await api.call("POST", "/zones", body))).toEqual([status, code]);
  });

  it("can be paused", async () => {
    expect((await api.inZone("PATCH", "", { paused: true })).result).toMatchObject({ paused: true });
    expect((await api.inZone("PATCH", "", { plan: { id: "pro" } })).status).toBe(501);
  });

  it("that do not exist have no route, and nothing below them", async () => {
    for (const path of ["/zones/not-an-id", `/zones/${"0".repeat(32)}`, `/zones/${"0".repeat(32)}/dns_records`, `/zones/${"0".repeat(32)}/settings/ssl`])
      expect(refusal(await api.call("GET", path))).toEqual([404, 7003, 7000]);
  });
});

describe("the settings of a zone", () => {
  it.each([
    ["ssl", "full"],
    ["always_use_https", "off"],
    ["min_tls_version", "1.0"],
    ["tls_1_3", "on"],
    ["automatic_https_rewrites", "on"],
    ["ipv6", "on"],
    ["http3", "on"],
    ["tls_client_auth", "off"],
    ["ssl_automatic_mode", "auto"],
    ["security_header", { strict_transport_security: { enabled: false, max_age: 0, include_subdomains: false, preload: false, nosniff: false } }],
  ])("%s is %j at first", async (id, value) => {
    expect((await api.inZone("GET", `/settings/${id}`)).result).toEqual({ id, value, modified_on: null, editable: true });
  });

  it("end development mode by themselves", async () => {
    const { result } = await api.inZone<{ value: string; time_remaining: number }>("PATCH", "/settings/development_mode", { value: "on" });
    expect(result).toMatchObject({ value: "on", time_remaining: 10800 });
    expect(api.zones.zoneOf("example.test")?.settings.developmentMode).toBe(true);
    const zone = api.zones.named("example.test")!;
    api.zones.put({ ...zone, settings: { development_mode: { value: "on", modifiedOn: "2026-01-01T00:00:00.000Z" } } });
    expect((await api.inZone("GET", "/settings/development_mode")).result).toMatchObject({ value: "off", time_remaining: 0 });
    expect(api.zones.zoneOf("example.test")?.settings.developmentMode).toBe(false);
  });

  it("are all kept when several change at once", async () => {
    await Promise.all([
      api.inZone("PATCH", "/settings/min_tls_version", { value: "1.2" }),
      api.inZone("PATCH", "/settings/tls_1_3", { value: "off" }),
      api.inZone("PATCH", "/settings", { items: [{ id: "always_use_https", value: "on" }] }),
    ]);
    expect(api.zones.zoneOf("example.test")?.settings).toMatchObject({ minTlsVersion: "1.2", tls13: false, alwaysUseHttps: true });
  });

  it("are what the edge sees once they are acknowledged, and after a restart", async () => {
    for (const [id, value] of [
      ["ssl", "strict"],
      ["always_use_https", "on"],
      ["min_tls_version", "1.2"],
      ["tls_1_3", "off"],
      ["security_header", { strict_transport_security: { enabled: true, max_age: 31536000, preload: true } }],
    ] as const) {
      expect((await api.inZone("PATCH", `/settings/${id}`, { value })).result).toMatchObject({
        id,
        editable: true,
        modified_on: expect.any(String) as unknown,
      });
    }
    const settings = {
      ssl: "strict",
      alwaysUseHttps: true,
      minTlsVersion: "1.2",
      tls13: false,
      hsts: { maxAge: 31536000, includeSubdomains: false, preload: true },
      sharedOriginPull: false,
      cacheLevel: "aggressive",
      browserCacheTtl: 14400,
      developmentMode: false,
      underAttack: false,
    };
    expect(api.zones.zoneOf("example.test")?.settings).toEqual(settings);
    expect((await Api.open(api.directory)).zones.zoneOf("example.test")?.settings).toEqual(settings);
  });

  it.each([
    ["ssl", "Strict", 1007],
    ["ssl", "origin_pull", 1007],
    ["ssl", undefined, 1007],
    ["always_use_https", true, 1007],
    ["min_tls_version", 1.2, 1007],
    ["security_header", { strict_transport_security: { enabled: "yes" } }, 1007],
    ["security_header", { strict_transport_security: { max_age: -1 } }, 1007],
    ["http2", "off", 1015],
    ["no_such_setting", "on", 1006],
    ["__proto__", "on", 1006],
  ])("%s is not changed to %j", async (id, value, code) => {
    expect(refusal(await api.inZone("PATCH", `/settings/${id}`, { value }))).toEqual([400, code]);
  });

  it("that mean nothing here answer 501", async () => {
    expect((await api.inZone("GET", "/settings/polish")).status).toBe(501);
  });

  it("are listed, and changed several at a time or none", async () => {
    const list = await api.inZone<Shown[]>("GET", "/settings");
    expect(list.result.map(({ id }) => id)).toEqual(expect.arrayContaining(["ssl", "always_use_https", "min_tls_version", "tls_1_3"]));
    expect(
      refusal(
        await api.inZone("PATCH", "/settings", {
          items: [
            { id: "ssl", value: "strict" },
            { id: "tls_1_3", value: "no" },
          ],
        }),
      ),
    ).toEqual([400, 1007]);
    expect(api.zones.zoneOf("example.test")?.settings.ssl).toBe("full");
    await api.inZone("PATCH", "/settings", {
      items: [
        { id: "ssl", value: "strict" },
        { id: "tls_1_3", value: "zrt" },
      ],
    });
    expect(api.zones.zoneOf("example.test")?.settings).toMatchObject({ ssl: "strict", tls13: true });
  });
});

describe("/ips", () => {
  it("has the edge's ranges by family, and needs no token", async () => {
    const { status, result } = await api.bare("GET", "/ips");
    expect([status, result]).toEqual([
      200,
      { etag: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown, ipv4_cidrs: [edgeRanges[0]], ipv6_cidrs: [edgeRanges[1]] },
    ]);
  });
});

it("shows the one account", async () => {
  expect((await api.call<Shown[]>("GET", "/accounts")).result).toMatchObject([account]);
  expect((await api.call("GET", `/accounts/${account.id}`)).result).toMatchObject(account);
  expect(refusal(await api.call("GET", "/accounts/other"))).toEqual([404, 7003, 7000]);
});
