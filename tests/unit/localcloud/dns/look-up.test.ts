import { lookUp } from "../../../../localcloud/dns/look-up";
import type { ZoneData, ZoneRecord } from "../../../../localcloud/zones/zone";

/** A zone `test` with a record at each of the names. */
function zone(...names: readonly string[]): ZoneData {
  const record = (name: string): ZoneRecord => ({ id: name, zoneId: "z", name, type: "A", content: "192.0.2.1", ttl: 1, proxied: false });
  return {
    zoneOf: () => undefined,
    recordsAt: (name) => names.filter((each) => each === name).map(record),
    hasDescendants: (name) => names.some((each) => each.endsWith(`.${name}`)),
  };
}

const zones = zone("www.test", "*.test", "*.apps.test", "own.apps.test", "deep.empty.test", "*.shop.test");
const found = (name: string): string => {
  const { exists, records } = lookUp(zones, "test", name);
  return `${exists ? "exists" : "not there"}${records.map((each) => `, ${each.name}`).join("")}`;
};

test.each([
  ["www.test", "exists, www.test"],
  ["test", "exists"],
  ["other.test", "exists, *.test"],
  ["a.other.test", "exists, *.test"],
  ["a.www.test", "not there"],
  ["one.apps.test", "exists, *.apps.test"],
  ["two.one.apps.test", "exists, *.apps.test"],
  ["own.apps.test", "exists, own.apps.test"],
  ["below.own.apps.test", "not there"],
  ["apps.test", "exists"],
  ["empty.test", "exists"],
  ["other.empty.test", "not there"],
  ["a.shop.test", "exists, *.shop.test"],
])("%s: %s", (name, expected) => {
  expect(found(name)).toBe(expected);
});

test("the apex exists without a record, and nothing else in an empty zone", () => {
  expect(lookUp(zone(), "test", "test")).toEqual({ exists: true, records: [] });
  expect(lookUp(zone(), "test", "www.test")).toEqual({ exists: false, records: [] });
});
