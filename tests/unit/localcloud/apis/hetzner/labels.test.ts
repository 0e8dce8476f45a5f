import { matches } from "../../../../../localcloud/apis/hetzner/labels";

const labels = { tier: "web", empty: "", "example.com/zone": "fsn1" };

test.each([
  ["tier", true],
  ["empty", true],
  ["none", false],
  ["!tier", false],
  ["!none", true],
  ["tier=web", true],
  ["tier==web", true],
  ["tier=db", false],
  ["none=web", false],
  ["tier!=web", false],
  ["tier!=db", true],
  ["none!=db", true],
  ["empty=", true],
  ["tier=", false],
  [" tier = web , ! none ", true],
  ["tier=web,none", false],
  ["example.com/zone=fsn1", true],
  ["constructor", false],
])("the selector %j: %s", (selector, expected) => {
  expect(matches(labels, selector)).toBe(expected);
});

test("sets of values are the vendor's alone", () => {
  expect(() => matches(labels, "tier in (web,db)")).toThrow("label selectors with sets of values");
});
