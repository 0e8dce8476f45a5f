import { Api, refusal } from "./api-fixture";

let api: Api;
beforeEach(async () => {
  api = await Api.open();
});
afterEach(() => {
  api.remove();
});

const phases = "/rulesets/phases";
const limiting = (more: object): object => ({
  action: "block",
  expression: "true",
  ratelimit: { characteristics: ["cf.colo.id"], period: 10, requests_per_period: 20, mitigation_timeout: 10, ...more },
});
const caching = (seconds: number): object => ({
  action: "set_cache_settings",
  expression: "true",
  action_parameters: { edge_ttl: { mode: "override_origin", default: seconds } },
});

test("zones are on the Free plan until another is subscribed to, by whom may change the account's billing", async () => {
  const plan = async (): Promise<unknown> => (await api.inZone<{ plan: { legacy_id: string } }>("GET", "")).result.plan.legacy_id;
  const subscribe = (method: string, id: string, headers = {}) => api.inZone(method, "/subscription", { rate_plan: { id } }, headers);
  expect(await plan()).toBe("free");
  const groups = (await api.call<{ id: string; name: string }[]>("GET", "/user/tokens/permission_groups")).result;
  const policy = { effect: "allow", permission_groups: groups.filter(({ name }) => name === "Zone Write").map(({ id }) => ({ id })) };
  const resources = { [`com.cloudflare.api.account.zone.${api.zoneId}`]: "*" };
  const { value } = (await api.call<{ value: string }>("POST", "/user/tokens", { name: "zone", policies: [{ ...policy, resources }] })).result;
  expect(refusal(await subscribe("POST", "pro", { Authorization: `Bearer ${value}` }))).toEqual([403, 9109]);
  expect((await subscribe("POST", "pro")).result).toMatchObject({ rate_plan: { id: "pro" } });
  expect(await plan()).toBe("pro");
  expect((await subscribe("POST", "business")).status).toBe(501);
  await subscribe("PUT", "free");
  expect(await plan()).toBe("free");
});

test("a zone may limit requests by path alone on the Free plan, and by host name on the Pro plan, which has more rules and times too", async () => {
  const put = async (each: object, count = 1): Promise<unknown> => {
    const { status, errors } = await api.inZone("PUT", `${phases}/http_ratelimit/entrypoint`, { rules: Array(count).fill(each) });
    return status === 200 ? status : errors.map(({ message }) => message);
  };
  const host = { ...limiting({}), expression: 'http.host eq "ip.src" and starts_with(lower(http.request.uri.path), "/a")' };
  const visitor = { ...limiting({}), expression: 'ip.src eq 192.0.2.1 or http.request.method eq "POST"' };
  const refused = (what: string): string => `not entitled: ${what} is not allowed, an higher Advanced Rate Limiting plan is required`;
  expect(await put(host)).toEqual([refused("the use of field http.host")]);
  expect(await put({ ...host, expression: 'starts_with(http.request.uri.path, "/a")' })).toBe(200);
  expect((await api.inZone("PUT", "/subscription", { rate_plan: { id: "pro" } })).status).toBe(200);
  expect([await put(host, 2), await put({ ...host, ...limiting({ period: 60, mitigation_timeout: 3600 }), expression: "true" })]).toEqual([200, 200]);
  expect(await put(host, 3)).toEqual([expect.stringContaining("3 out of 2")]);
  expect(await put(limiting({ period: 90 }))).toEqual([expect.stringContaining("not entitled to use the period 90")]);
  expect(await put(visitor)).toEqual([refused("there are 2 errors: the use of field ip.src is not allowed, the use of field http.request.method")]);
  const edgeTtl = async (seconds: number): Promise<number> =>
    (await api.inZone("PUT", `${phases}/http_request_cache_settings/entrypoint`, { rules: [caching(seconds)] })).status;
  expect([await edgeTtl(3600), await edgeTtl(3599)]).toEqual([200, 400]);
});
