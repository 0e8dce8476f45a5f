import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Api, masterToken, ownToken, refusal, type Answer } from "./api-fixture";

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly value: string;
}

let api: Api;
beforeEach(async () => {
  api = await Api.open();
});
afterEach(() => {
  api.remove();
});

const everyZone = { "com.cloudflare.api.account.zone.*": "*" };
const user = { "com.cloudflare.api.user.local": "*" };
async function groupsNamed(names: readonly string[]): Promise<{ id: string }[]> {
  const { result } = await api.call<Shown[]>("GET", "/user/tokens/permission_groups");
  return names.map((name) => ({ id: result.find((group) => group.name === name)!.id }));
}
async function create(names: readonly string[], resources: unknown = everyZone, more: object = {}): Promise<Answer<Shown>> {
  return api.call<Shown>("POST", "/user/tokens", {
    name: "restricted",
    policies: [{ effect: "allow", permission_groups: await groupsNamed(names), resources }],
    ...more,
  });
}
const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` });

describe("a request", () => {
  it.each([
    [{}, [400, 9106]],
    [{ "X-Auth-Key": "0".repeat(37), "X-Auth-Email": "me@example.org" }, [403, 9103]],
    [{ Authorization: "Bearer short" }, [400, 6003]],
    [{ Authorization: `Token ${masterToken}` }, [400, 6003]],
    [{ Authorization: `Bearer ${masterToken} x` }, [400, 6003]],
    [{ Authorization: `Bearer ${"x".repeat(40)}` }, [403, 9109]],
  ])("with the headers %j is refused with %j", async (headers, codes) => {
    expect(refusal(await api.bare("GET", "/zones", headers))).toEqual(codes);
  });

  it("with an unknown token is refused by each service in its own words", async () => {
    const unknown = bearer("x".repeat(40));
    expect(refusal(await api.bare("GET", "/user/tokens/verify", unknown))).toEqual([401, 1000]);
    expect(refusal(await api.bare("GET", `/zones/${api.zoneId}/dns_records`, unknown))).toEqual([403, 10000]);
    expect(refusal(await api.bare("GET", `/zones/${api.zoneId}/settings/ssl`, unknown))).toEqual([403, 9109]);
  });

  it("with the master's token is verified", async () => {
    expect(await api.call("GET", "/user/tokens/verify")).toMatchObject({
      status: 200,
      success: true,
      result: { status: "active" },
      messages: [{ code: 10000 }],
    });
  });

  it("for what is not implemented answers 501 with its method and path, and is logged", async () => {
    const answer = await api.call("POST", `/zones/${api.zoneId}/spectrum/apps`, {});
    expect(answer.status).toBe(501);
    expect(answer.errors[0]?.message).toContain(`POST /client/v4/zones/${api.zoneId}/spectrum/apps`);
    expect(answer.headers.get("x-should-retry")).toBe("false");
    expect(api.logged).toHaveLength(1);
  });

  it.each(["", "{", "[]", "null", '"text"'])("with the body %j is refused", async (body) => {
    expect(refusal(await api.inZone("POST", "/dns_records", body))).toEqual([400, 6007]);
  });

  it("with a body of more than a megabyte is refused", async () => {
    expect(refusal(await api.inZone("POST", "/dns_records", "x".repeat(1024 * 1024 + 1)))).toEqual([413, 9207]);
  });
});

describe("the rate limit", () => {
  it("is told in the headers that Cloudflare documents, and then kept", async () => {
    const first = await api.call("GET", "/user/tokens/verify");
    expect(first.headers.get("Ratelimit")).toMatch(/^"default";r=1199;t=\d+$/);
    expect(first.headers.get("Ratelimit-Policy")).toBe('"default";q=1200;w=300');
    for (let count = 1; count < 1200; count += 1) await api.call("GET", "/user/tokens/verify");
    const refused = await api.call("GET", "/user/tokens/verify");
    expect(refusal(refused)).toEqual([429, 971]);
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
    // The local cloud's own requests are counted apart.
    const own = await api.call("GET", "/zones", undefined, { Authorization: `Bearer ${ownToken}` });
    expect([own.status, own.headers.get("Ratelimit")]).toEqual([200, expect.stringMatching(/r=1199;/) as string]);
  });
});

describe("a token", () => {
  it("has a value that is told once and kept nowhere", async () => {
    const { result } = await create(["Zone Read"]);
    expect(result.value).toMatch(/^[0-9A-Za-z_-]{40,80}$/);
    expect((await api.call("GET", `/user/tokens/${result.id}`)).result).not.toHaveProperty("value");
    const folder = join(api.directory, "state", "cloudflare-tokens");
    for (const file of readdirSync(folder)) expect(readFileSync(join(folder, file), "utf8")).not.toContain(result.value);
  });

  it("works after a restart", async () => {
    const { result } = await create(["Zone Read"]);
    expect((await (await Api.open(api.directory)).bare("GET", "/zones", bearer(result.value))).status).toBe(200);
  });

  it.each([
    ["GET", "/dns_records", ["DNS Read"], [403, 10000]],
    ["GET", "/dns_records", ["DNS Write"], [403, 10000]],
    ["POST", "/dns_records", ["DNS Write"], [403, 10000]],
    ["GET", "", ["Zone Read"], [403, 9109]],
    ["PATCH", "", ["Zone Write"], [403, 9109]],
    ["GET", "/settings/ssl", ["Zone Settings Read"], [403, 9109]],
    ["PATCH", "/settings/ssl", ["Zone Settings Write"], [403, 9109]],
  ])("%s %s needs %j", async (method, path, permissions, codes) => {
    const body = method === "GET" ? undefined : { type: "A", name: "a", content: "192.0.2.1", value: "full" };
    const others = ["Zone Write", "Zone Settings Write", "DNS Write", "SSL and Certificates Write"].filter(
      (name) => !permissions.some((each) => each.split(" ").slice(0, -1).join() === name.split(" ").slice(0, -1).join()),
    );
    const [without, granted] = [await create(others), await create(permissions)];
    expect(refusal(await api.inZone(method, path, body, bearer(without.result.value)))).toEqual(codes);
    expect(refusal(await api.inZone(method, path, body, bearer(granted.result.value)))[0]).not.toBe(403);
  });

  it("that may read does not write", async () => {
    const { result } = await create(["DNS Read", "Zone Settings Read"]);
    expect(refusal(await api.inZone("POST", "/dns_records", {}, bearer(result.value)))).toEqual([403, 10000]);
    expect(refusal(await api.inZone("PATCH", "/settings/ssl", { value: "off" }, bearer(result.value)))).toEqual([403, 9109]);
  });

  it("without Zone Read lists no zone, and one for a zone lists that alone", async () => {
    const other = await api.call<Shown>("POST", "/zones", { name: "other.test" });
    const names = async (token: string): Promise<string[]> =>
      (await api.call<Shown[]>("GET", "/zones", undefined, bearer(token))).result.map(({ name }) => name);
    expect(await names((await create(["DNS Write"])).result.value)).toEqual([]);
    expect(await names((await create(["Zone Read"])).result.value)).toEqual(["example.test", "other.test"]);
    const one = await create(["Zone Read", "DNS Write"], { [`com.cloudflare.api.account.zone.${api.zoneId}`]: "*" });
    expect(await names(one.result.value)).toEqual(["example.test"]);
    expect((await api.inZone("GET", "/dns_records", undefined, bearer(one.result.value))).status).toBe(200);
    expect(refusal(await api.call("GET", `/zones/${other.result.id}/dns_records`, undefined, bearer(one.result.value)))).toEqual([403, 10000]);
    expect(refusal(await api.call("GET", `/zones/${"0".repeat(32)}/dns_records`, undefined, bearer(one.result.value)))).toEqual([403, 10000]);
  });

  it("for all zones of the account reads them", async () => {
    const nested = await create(["Zone Read"], { "com.cloudflare.api.account.local": everyZone });
    expect((await api.inZone("GET", "", undefined, bearer(nested.result.value))).status).toBe(200);
  });

  it("is denied what a policy denies, whatever another one allows", async () => {
    const [read, write] = [await groupsNamed(["DNS Read"]), await groupsNamed(["DNS Write"])];
    const policies = [
      { effect: "allow", permission_groups: [...read, ...write], resources: everyZone },
      { effect: "deny", permission_groups: write, resources: { [`com.cloudflare.api.account.zone.${api.zoneId}`]: "*" } },
    ];
    const { result } = await api.call<Shown>("POST", "/user/tokens", { name: "denied", policies });
    expect((await api.inZone("GET", "/dns_records", undefined, bearer(result.value))).status).toBe(200);
    expect(refusal(await api.inZone("POST", "/dns_records", {}, bearer(result.value)))).toEqual([403, 10000]);
  });

  it("cannot make tokens, unless it was given that", async () => {
    const [without, granted] = [await create(["Zone Write"]), await create(["API Tokens Write"], user)];
    expect(refusal(await api.call("POST", "/user/tokens", {}, bearer(without.result.value)))).toEqual([403, 9109]);
    expect((await api.call("GET", "/user/tokens", undefined, bearer(granted.result.value))).status).toBe(200);
  });

  it("stops working when it expires, before it begins, when it is disabled or deleted", async () => {
    const past = "2020-01-01T00:00:00Z";
    const [expired, later, disabled, deleted] = [
      await create(["Zone Read"], everyZone, { expires_on: past }),
      await create(["Zone Read"], everyZone, { not_before: "2999-01-01T00:00:00Z" }),
      await create(["Zone Read"]),
      await create(["Zone Read"]),
    ];
    const policies = [{ effect: "allow", permission_groups: await groupsNamed(["Zone Read"]), resources: everyZone }];
    expect((await api.call("PUT", `/user/tokens/${disabled.result.id}`, { name: "off", status: "disabled", policies })).result).toMatchObject({
      status: "disabled",
    });
    expect((await api.call("DELETE", `/user/tokens/${deleted.result.id}`)).result).toEqual({ id: deleted.result.id });
    for (const { result } of [expired, later, disabled, deleted])
      expect(refusal(await api.bare("GET", "/user/tokens/verify", bearer(result.value)))).toEqual([401, 1000]);
    expect((await api.call("GET", `/user/tokens/${expired.result.id}`)).result).toMatchObject({ status: "expired" });
  });

  it("is refused at other addresses than it is for", async () => {
    const { result } = await create(["Zone Read"], everyZone, { condition: { request_ip: { in: ["192.0.2.0/24", "2001:db8::1"], not_in: ["192.0.2.9"] } } });
    const codes = async (address: string): Promise<unknown> => refusal(await api.bare("GET", "/user/tokens/verify", bearer(result.value), address));
    for (const address of ["192.0.2.1", "2001:db8::1"]) expect(await codes(address)).toEqual([200]);
    for (const address of ["192.0.3.1", "192.0.2.9", "2001:db8::2"]) expect(await codes(address)).toEqual([403, 9109]);
  });

  it.each([
    [{ policies: [] }, 400],
    [{ name: "" }, 400],
    [{ expires_on: "tomorrow" }, 400],
    [{ condition: { request_ip: { in: ["192.0.2.0/99"] } } }, 400],
    [{ condition: { time: {} } }, 400],
    [{ policies: [{ effect: "allow", permission_groups: [{ id: "0" }], resources: everyZone }] }, 501],
  ])("%j is not made", async (change, status) => {
    expect((await create(["Zone Read"], everyZone, change)).status).toBe(status);
  });
});
