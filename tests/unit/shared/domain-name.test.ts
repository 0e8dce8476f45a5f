import { defaultZone, domainNameProblem, isWithin, zoneAmong } from "../../../components/shared/domain-name";

describe("domainNameProblem", () => {
  test.each(["example.com", "a.b.c.example.co.uk", "xn--bcher-kva.example", `${"a".repeat(63)}.example`, "1.example"])("accepts %s", (name) => {
    expect(domainNameProblem(name)).toBeUndefined();
  });

  test.each([
    ["example", /two labels/],
    ["Example.com", /lower case/],
    ["example.com.", /dot/],
    ["-a.example.com", /hyphens/],
    ["a-.example.com", /hyphens/],
    ["a_b.example.com", /letters, digits and hyphens/],
    ["a..example.com", /letters, digits and hyphens/],
    [`${"a".repeat(64)}.example.com`, /63/],
    [`${"a.".repeat(126)}example.com`, /253/],
    ["192.168.0.1", /not an address/],
    ["*.example.com", /letters/],
    ["bücher.example", /letters/],
  ])("refuses %s", (name, problem) => {
    expect(domainNameProblem(name)).toMatch(problem);
  });
});

// RFC 1035, section 2.3.4.
test.each([
  [253, undefined],
  [254, "must be at most 253 characters long"],
])("a name of %d characters", (length, problem) => {
  const name = `${"a.".repeat(121)}${"b".repeat(length - 242 - 8)}.example`;
  expect(name).toHaveLength(length);
  expect(domainNameProblem(name)).toBe(problem);
});

test.each([
  ["blog.example.com", "example.com"],
  ["blog.github.io", "github.io"],
  ["example.com", "example.com"],
  ["blog.example.co.uk", "example.co.uk"],
  ["blog.example.test", "example.test"],
  ["*.example.co.uk", "example.co.uk"],
])("the zone of %s is %s unless the user says otherwise", (domain, zone) => {
  expect(defaultZone(domain)).toBe(zone);
});

test("a name is within a zone by whole labels", () => {
  expect(isWithin("blog.example.com", "example.com")).toBe(true);
  expect(isWithin("example.com", "example.com")).toBe(true);
  expect(isWithin("badexample.com", "example.com")).toBe(false);
});

test.each([
  [["example.com", "shop.example.com", "b.test"], "a.shop.example.com", "shop.example.com"],
  [["shop.example.com", "example.com"], "a.shop.example.com", "shop.example.com"],
  [["example.com", "shop.example.com"], "example.com", "example.com"],
  [["b.test"], "a.shop.example.com", "example.com"],
  [[], "a.b.test", "b.test"],
])("of the zones %j, %s is in %s", (zones, name, zone) => {
  expect(zoneAmong(zones, name)).toBe(zone);
});
