import { everyZone, grants, type Permission, type Policy } from "../../../../../localcloud/apis/cloudflare/permissions";
import { admits } from "../../../../../localcloud/apis/cloudflare/token-condition";

const zone = "com.cloudflare.api.account.zone";
const policy = (effect: Policy["effect"], name: Permission, resources: Policy["resources"]): Policy => ({
  id: "p",
  effect,
  permission_groups: [{ id: "g", name }],
  resources,
});

test.each<[string, Permission, string, Permission, Policy["resources"], boolean]>([
  ["reads what it may write", "DNS Read", "z", "DNS Write", { [`${zone}.z`]: "*" }, true],
  ["does not write what it may read", "DNS Write", "z", "DNS Read", { [`${zone}.z`]: "*" }, false],
  ["reads another zone's nothing", "DNS Read", "other", "DNS Read", { [`${zone}.z`]: "*" }, false],
  ["reads every zone's", "DNS Read", "z", "DNS Read", { [`${zone}.*`]: "*" }, true],
  ["reads in every zone only by all zones", "DNS Read", everyZone, "DNS Read", { [`${zone}.z`]: "*" }, false],
  ["reads in every zone", "DNS Read", everyZone, "DNS Read", { [`${zone}.*`]: "*" }, true],
  ["reads the zones of its account", "DNS Read", "z", "DNS Read", { "com.cloudflare.api.account.a": { [`${zone}.*`]: "*" } }, true],
  ["reads no zone by its account alone", "DNS Read", "z", "DNS Read", { "com.cloudflare.api.account.a": "*" }, false],
  ["reads its account's settings", "Account Settings Read", "z", "Account Settings Read", { "com.cloudflare.api.account.a": "*" }, true],
  ["reads no account's settings by a zone", "Account Settings Read", "z", "Account Settings Read", { [`${zone}.*`]: "*" }, false],
  ["reads tokens as a user", "API Tokens Read", "z", "API Tokens Write", { "com.cloudflare.api.user.u": "*" }, true],
  ["reads no tokens as an account", "API Tokens Read", "z", "API Tokens Read", { "com.cloudflare.api.account.a": "*" }, false],
])("a token %s", (_, permission, id, given, resources, expected) => {
  expect(grants([policy("allow", given, resources)], permission, id)).toBe(expected);
});

test("a denial wins where it applies, and without an allowance nothing is granted", () => {
  const everywhere = { [`${zone}.*`]: "*" };
  const all = policy("allow", "DNS Write", everywhere);
  const denied = policy("deny", "DNS Read", { [`${zone}.z`]: "*" });
  expect([grants([all, denied], "DNS Read", "z"), grants([all, denied], "DNS Write", "z"), grants([all, denied], "DNS Read", "other")]).toEqual([
    false,
    true,
    true,
  ]);
  expect([grants([], "DNS Read", "z"), grants([denied], "DNS Read", "other")]).toEqual([false, false]);
});

test.each([
  [undefined, true, true],
  [{ request_ip: {} }, true, true],
  [{ request_ip: { in: ["192.0.2.0/24"] } }, true, false],
  [{ request_ip: { not_in: ["192.0.2.7"] } }, false, true],
  [{ request_ip: { in: ["192.0.2.0/24"], not_in: ["192.0.2.7"] } }, false, false],
  [{ request_ip: { in: [] } }, false, false],
])("with the condition %j a token is admitted from one address: %s, from another: %s", (condition, one, other) => {
  expect([admits(condition, "192.0.2.7"), admits(condition, "198.51.100.1")]).toEqual([one, other]);
});
