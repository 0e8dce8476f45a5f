import fc from "fast-check";
import { identifierOf, nameFaults, normaliseName, normaliseNames, shortList, type NamePolicy } from "../../../../components/certificate/acme/names";
import { expectGolden } from "../../../support/golden";
import { rulesIn } from "../../../support/refusals";

const dns: NamePolicy = { challenge: "dns-01", publicCa: true };
const http: NamePolicy = { challenge: "http-01", publicCa: true };
const problems = (names: readonly string[], policy: NamePolicy): string[] =>
  nameFaults(names, policy, "names").map(({ path, problem }) => `${path}: ${problem}`);

describe("names as a CA knows them", () => {
  it.each([
    ["Example.COM.", "example.com"],
    ["bücher.example.com", "xn--bcher-kva.example.com"],
    ["*.BÜCHER.de", "*.xn--bcher-kva.de"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["198.51.100.7", "198.51.100.7"],
    [" blog.example.com ", "blog.example.com"],
  ])("%s is %s", (given, normalised) => expect(normaliseName(given)).toBe(normalised));

  it("each is there once", () => expect(normaliseNames(["a.com", "A.com.", "b.com"])).toEqual(["a.com", "b.com"]));

  it("addresses are identifiers of their own kind", () => {
    expect(identifierOf("198.51.100.7")).toEqual({ type: "ip", value: "198.51.100.7" });
    expect(identifierOf("2001:db8::1").type).toBe("ip");
    expect(identifierOf("1.2.3.4.example.com").type).toBe("dns");
  });

  it.each([
    [["a"], "a"],
    [["a", "b", "c", "d"], "a, b, c, d"],
    [["a", "b", "c", "d", "e"], "a, b, c and 2 more"],
    [["a", "b", "c", "d", "e", "f"], "a, b, c and 3 more"],
  ])("%j is shown as %s", (names, shown) => {
    expect(shortList(names)).toBe(shown);
  });

  it.each(["blog.example.com.", "blog.example.com\u3002", "blog.example.com\uff0e", "blog.example.com\uff61"])("%j loses its final dot", (name) => {
    expect(normaliseName(name)).toBe("blog.example.com");
  });

  it.each(["blog.example.com..", "..", "a.."])("%j keeps its dots, which are a fault", (name) => {
    expect(normaliseName(name)).toBe(name);
  });

  it("normalising twice is normalising once, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "grapheme" }), fc.domain(), fc.ipV6(), fc.ipV4()), (text) =>
        expect(normaliseName(normaliseName(text))).toBe(normaliseName(text)),
      ),
      { numRuns: 2000 },
    );
  });

  it("no text crashes the check", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (names) => void nameFaults(names, dns, "names")),
      { numRuns: 2000 },
    );
  });
});

describe("names that are refused before a CA sees them", () => {
  const refused = [
    ["a label of 64 characters", [`${"a".repeat(64)}.com`], dns, "names.0: must consist of letters, digits and hyphens, at most 63 a label"],
    ["254 characters", [`${"a.".repeat(125)}example.com`], dns, "names.0: must be at most 253 characters long"],
    ["a wildcard with http-01", ["*.example.com"], http, "names.0: must not be a wildcard with http-01"],
    ["a wildcard within a name", ["www.*.example.com"], dns, "names.0: must consist of"],
    ["a host that a wildcard covers", ["*.example.com", "www.example.com"], dns, "names.1: must not be named along with *.example.com"],
    ["a reserved name", ["blog.internal"], dns, "names.0: must be a public name, and .internal is reserved"],
    ["a name of no public domain", ["blog.nosuchtld"], dns, "names.0: must be a public name, and .nosuchtld is no public domain"],
    ["a public suffix", ["co.uk"], dns, "names.0: must not be a public suffix itself"],
    ["a wildcard for a public suffix", ["*.co.uk"], dns, "names.0: must not be a wildcard for a public suffix"],
    ["an address without shortlived", ["8.8.8.8"], http, "names.0: must not be an address unless the profile is shortlived"],
    ["an address with dns-01", ["8.8.8.8"], { ...dns, profile: "shortlived" }, "names.0: must not be an address with dns-01"],
    ["a private address", ["192.168.1.1"], { ...http, profile: "shortlived" }, "names.0: must be a public address"],
    ["an A-label that stands for nothing", ["xn--zzzzzz.example.com"], dns, "names.0: must not have the label"],
    ["no name", [], dns, "names: must have at least one name"],
    ["a text with a newline", ["a\nb.com"], dns, "names.0: must consist of"],
    ["a command", ["$(id).com"], dns, "names.0: must consist of"],
  ] as const;
  it.each(refused)("%s", (_what, names, policy, expected) => expect(problems(names, policy).join("\n")).toContain(expected));

  it("each with the rule and what to do", () => {
    expectGolden("refusals/names.txt", rulesIn(refused.flatMap(([, names, policy]) => nameFaults(names, policy, "names"))));
  });

  // 253 characters are the limit of RFC 1035, section 2.3.4, for a wildcard as a whole.
  const long = (length: number): string => `${"a.".repeat(Math.ceil((length - 11) / 2))}example.com`.slice(-length).replace(/^\./, "b");
  it.each([
    [253, []],
    [254, ["names.0: must be at most 253 characters long"]],
  ])("a wildcard of %d characters: %j", (length, expected) => {
    const name = `*.${long(length - 2)}`;
    expect(name).toHaveLength(length);
    expect(problems([name], dns).map((text) => text.replace(/: current value.*/, ""))).toEqual(expected);
  });

  it.each([
    [260, ""],
    [261, "..."],
  ])("a text of %d characters is shown as far as 260", (length, end) => {
    const name = `*.${"a".repeat(length - 2)}`;
    expect(problems([name], dns)).toEqual([expect.stringMatching(new RegExp(`current value is "\\*\\.a{258}${end.replaceAll(".", "\\.")}"$`))]);
  });

  it("the remedy is there where one is known, and only there", () => {
    expect(nameFaults(["co.uk"], dns, "names")).toStrictEqual([{ path: "names.0", problem: 'must not be a public suffix itself: current value is "co.uk"' }]);
    expect(nameFaults(["8.8.8.8"], { ...http, profile: "classic" }, "names")).toStrictEqual([
      {
        path: "names.0",
        problem: 'must not be an address unless the profile is shortlived (it is classic): current value is "8.8.8.8"',
        remedy: 'Set the profile to "shortlived"',
      },
    ]);
    expect(problems(["8.8.8.8"], http)).toEqual([
      `names.0: must not be an address unless the profile is shortlived (it is the CA's default): current value is "8.8.8.8"`,
    ]);
  });

  it("too many names are told with the profile that limits them, when one is set", () => {
    const many = Array.from({ length: 101 }, (_, index) => `n${index}.example.com`);
    expect(nameFaults(many, dns, "names")).toEqual([
      { path: "names", problem: "must be at most 100 names: current value is 101 names", remedy: "Split them over several certificates" },
    ]);
    expect(problems(many, { ...dns, profile: "tlsserver" })).toEqual([
      "names: must be at most 25 names with the profile tlsserver: current value is 101 names",
    ]);
  });

  it("a name below one of the private section of the public suffix list is a public one", () => {
    expect(problems(["github.io", "*.github.io"], dns)).toEqual([]);
  });

  it("every fault at once, each with its path", () => expect(problems(["*.example.com", "ok.org", "blog.local"], http)).toHaveLength(2));

  it.each([
    ["the usual profile", undefined, 100],
    ["tlsserver", "tlsserver", 25],
    ["shortlived", "shortlived", 25],
  ])("%s has a limit", (_what, profile, limit) => {
    const policy = { ...dns, ...(profile !== undefined && { profile }) };
    const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `n${index}.example.com`);
    expect(problems(names(limit), policy)).toEqual([]);
    expect(problems(names(limit + 1), policy)).toEqual([expect.stringContaining(`must be at most ${limit} names`)]);
  });

  it.each([
    [["example.com", "*.example.com"], dns],
    [["8.8.8.8", "2606:4700::1111"], { ...http, profile: "shortlived" }],
    [["blog.internal", "192.168.1.1"], { challenge: "http-01", publicCa: false }],
    [["example.test", "*.example.test"], { challenge: "dns-01", publicCa: false }],
    [["faß.de"], dns],
  ] as const)("%j is accepted", (names, policy) => expect(problems(names, policy)).toEqual([]));
});
