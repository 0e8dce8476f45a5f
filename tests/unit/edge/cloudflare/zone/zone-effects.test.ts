import { zoneEffects } from "../../../../../components/edge/cloudflare/zone/zone-effects";

const stated = {
  ...{ zoneId: "zone-1", zone: "example.test", settingId: "min_tls_version", owner: "site/a", resource: "a.example.test" },
  value: "1.2",
};
const told = (...proxied: string[]): readonly string[] => zoneEffects(stated, undefined, { value: "1.0", proxied });

test("at most five of the zone's other names are named", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g"].map((name) => `${name}.example.test`);
  expect(told(...names)[0]).toMatch(
    /it holds for b\.example\.test, c\.example\.test, d\.example\.test, e\.example\.test, f\.example\.test and 1 more as well$/,
  );
  expect(told("a.example.test")[0]).toMatch(/: no other proxied name is there$/);
});
