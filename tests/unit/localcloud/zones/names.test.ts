import fc from "fast-check";
import { ancestors, domainName, isWithin } from "../../../../localcloud/zones/names";

const label = fc.stringMatching(/^[a-z0-9_]([a-z0-9_-]{0,20}[a-z0-9_])?$/);
const name = fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => labels.join("."));

describe("a domain name", () => {
  it.each([
    ["Shop.Example.TEST", "shop.example.test"],
    ["example.test.", "example.test"],
    ["*.example.test", "*.example.test"],
    ["_acme-challenge.example.test", "_acme-challenge.example.test"],
    ["münchen.example", "xn--mnchen-3ya.example"],
    ["*.münchen.example", "*.xn--mnchen-3ya.example"],
    ["xn--mnchen-3ya.example", "xn--mnchen-3ya.example"],
  ])("%s is kept as %s", (given, kept) => {
    expect(domainName(given)).toBe(kept);
  });

  it.each([
    "",
    ".",
    "a..b",
    "-a.test",
    "a-.test",
    "*",
    "a.*.test",
    "**.test",
    "a b.test",
    "a/b",
    "http://a.test",
    `${"a".repeat(64)}.test`,
    `${"a.".repeat(127)}aa`,
  ])("%j is none", (given) => {
    expect(domainName(given)).toBeUndefined();
  });

  it("may have 63 octets in a label and 253 in all", () => {
    const longest = [63, 63, 63, 61].map((length) => "a".repeat(length)).join(".");
    expect(domainName(longest)).toBe(longest);
    expect(domainName(`${longest}a`)).toBeUndefined();
  });

  it("is its own normal form", () => {
    fc.assert(
      fc.property(fc.oneof(name, fc.string(), fc.domain()), (given) => {
        const kept = domainName(given);
        if (kept !== undefined) expect(domainName(kept)).toBe(kept);
      }),
    );
  });

  it("is the same in any case and with the root's dot", () => {
    fc.assert(
      fc.property(name, (given) => {
        expect(domainName(`${given.toUpperCase()}.`)).toBe(given);
      }),
    );
  });
});

describe("the tree of names", () => {
  it("has above a.b.c the names b.c and c", () => {
    expect(ancestors("a.b.c")).toEqual(["b.c", "c"]);
    expect(ancestors("c")).toEqual([]);
  });

  it("holds a name within each of its ancestors and within itself, never within a mere suffix", () => {
    fc.assert(
      fc.property(name, (given) => {
        for (const ancestor of [given, ...ancestors(given)]) expect(isWithin(given, ancestor)).toBe(true);
        expect(isWithin(`x${given}`, given)).toBe(false);
      }),
    );
  });
});
