import { policyFor, statedPolicy } from "../../../../../localcloud/edge/cache/freshness";
import { isEligible, storageFor } from "../../../../../localcloud/edge/cache/policy";
import { CacheStore } from "../../../../../localcloud/edge/cache/store";
import { forBrowser, statedLifetime, type CacheTerms } from "../../../../../localcloud/edge/cache/terms";
import { fieldsOf } from "../../../../../localcloud/edge/fields";

const plain: CacheTerms = { level: "aggressive", isBypassed: false, browserTtl: 0 };
const none = fieldsOf([]);

test.each([
  [200, 7200],
  [206, 7200],
  [301, 7200],
  [302, 1200],
  [303, 1200],
  [404, 180],
  [410, 180],
  [201, undefined],
  [307, undefined],
  [500, undefined],
])("an answer %d without a word on caching is kept for %s seconds", (status, seconds) => {
  expect(policyFor(none, status, none)?.maxAge()).toBe(seconds);
});

test("a rule's time counts instead of all that the origin says, and 0 keeps nothing", () => {
  const answered = fieldsOf(["Cache-Control", "private, max-age=5", "Expires", "0", "Age", "100", "Pragma", "no-cache", "Set-Cookie", "a=b"]);
  const kept = statedPolicy(none, answered, 1);
  expect([kept.storable(), kept.maxAge(), kept.stale()]).toEqual([true, 1, false]);
  expect(statedPolicy(none, answered, 0).storable()).toBe(false);
});

describe("how long a rule has an answer kept", () => {
  const terms = (edge: CacheTerms["edge_ttl"]): CacheTerms => ({ ...plain, ...(edge && { edge_ttl: edge }) });
  const failures = { status_code_range: { from: 500, to: 503 }, value: 7 };

  test("is by the first statuses that it names, with both ends of a range", () => {
    const byStatus = terms({
      mode: "respect_origin",
      status_code_ttl: [{ status_code: 404, value: 5 }, failures, { status_code_range: { from: 502 }, value: 9 }],
    });
    expect([403, 404, 405, 499, 500, 503, 504, 599].map((status) => statedLifetime(byStatus, status))).toEqual([
      ...[undefined, 5, undefined, undefined, 7, 7, 9, 9],
    ]);
    expect(statedLifetime(terms({ mode: "respect_origin", status_code_ttl: [{ status_code_range: { to: 299 }, value: 3 }] }), 299)).toBe(3);
  });

  test("is its own for all but failures, if it overrides the origin", () => {
    const own = terms({ mode: "override_origin", default: 60 });
    expect([200, 404, 499, 500].map((status) => statedLifetime(own, status))).toEqual([60, 60, 60, undefined]);
    expect(statedLifetime(terms({ mode: "respect_origin", default: 60 }), 200)).toBeUndefined();
    expect(statedLifetime(plain, 200)).toBeUndefined();
  });
});

describe("an answer", () => {
  const kind = (status: number, raw: readonly string[] = [], terms: CacheTerms = plain): string => storageFor(none, status, fieldsOf(raw), terms).kind;
  const forMinute: CacheTerms = { ...plain, edge_ttl: { mode: "override_origin", default: 60 } };

  test.each([
    [200, [], "store"],
    [206, [], "unsuitable"],
    [304, ["Cache-Control", "max-age=60"], "unsuitable"],
    [403, [], "unsuitable"],
    [403, ["Cache-Control", "max-age=60"], "store"],
    [499, ["Cache-Control", "max-age=60"], "store"],
    [500, ["Cache-Control", "max-age=60"], "unsuitable"],
    [200, ["Set-Cookie", "a=b"], "forbidden"],
    [200, ["Vary", "Accept-Encoding"], "store"],
    [200, ["Vary", "Cookie"], "forbidden"],
    [200, ["Cache-Control", "max-age=0"], "forbidden"],
  ])("%d with %j is %s", (status, raw, expected) => {
    expect(kind(status, raw)).toBe(expected);
  });

  test("that a rule has kept is kept without its cookie, and a failure where the rule names it", () => {
    const stored = storageFor(none, 200, fieldsOf(["Set-Cookie", "a=b", "ETag", "1"]), forMinute);
    expect(stored.kind === "store" && [...stored.fields.keys()]).toEqual(["etag"]);
    expect(kind(500, [], forMinute)).toBe("unsuitable");
    expect(kind(500, [], { ...plain, edge_ttl: { mode: "respect_origin", status_code_ttl: [{ status_code: 500, value: 1 }] } })).toBe("store");
  });

  test("of an origin that says nothing is not kept where a rule bypasses that", () => {
    const terms: CacheTerms = { ...plain, edge_ttl: { mode: "bypass_by_default" } };
    expect([kind(200, [], terms), kind(200, ["Cache-Control", "max-age=60"], terms), kind(200, ["Expires", "Wed, 01 Jan 2098 00:00:00 GMT"], terms)]).toEqual([
      ...["forbidden", "store", "store"],
    ]);
  });
});

describe("a request", () => {
  test.each([
    ["GET", "/a.css", {}, true],
    ["HEAD", "/a.css", {}, true],
    ["PUT", "/a.css", {}, false],
    ["GET", "/A.CSS?v=1", {}, true],
    ["GET", "/a.css?v=1", { level: "basic" }, false],
    ["GET", "/a.css", { level: "basic" }, true],
    ["GET", "/robots.txt", {}, true],
    ["GET", "/other.txt", {}, false],
    ["GET", "/folder.css/page", {}, false],
    ["GET", "/css", {}, false],
    ["GET", "/.css", {}, true],
    ["GET", "/page", { cache: true }, true],
    ["POST", "/page", { cache: true }, false],
    ["GET", "/a.css", { cache: false }, false],
  ])("%s %s with %j may be answered from the cache: %s", (method, path, terms, eligible) => {
    expect(isEligible(method, path, { ...plain, ...(terms as Partial<CacheTerms>) })).toBe(eligible);
  });
});

test("a browser keeps what a rule says, and without a rule what the origin says", () => {
  const answered = fieldsOf(["Cache-Control", "max-age=5", "Expires", "0", "Pragma", "no-cache", "ETag", "1"]);
  const told = (browser: CacheTerms["browser_ttl"]): string =>
    JSON.stringify([...forBrowser(answered, { ...plain, ...(browser && { browser_ttl: browser }) })]);
  const changed = (control: string): string =>
    JSON.stringify([
      ["etag", ["1"]],
      ["cache-control", [control]],
    ]);
  const asOrigin = [undefined, { mode: "respect_origin" }, { mode: "override_origin", default: 0 }, { mode: "override_origin" }] as const;
  expect(asOrigin.map(told)).toEqual(Array(4).fill(JSON.stringify([...answered])));
  expect(JSON.parse(told({ mode: "bypass" }))).toEqual(expect.arrayContaining(JSON.parse(changed("no-store")) as unknown[]));
  expect(told({ mode: "override_origin", default: 60 })).toContain('["max-age=60"]');
  expect(told({ mode: "bypass" })).not.toMatch(/expires|pragma/);
});

test.each([
  ["max-age=0, must-revalidate", "max-age=14400, must-revalidate"],
  ["public, Max-Age=14399, s-maxage=5", "public, max-age=14400, s-maxage=5"],
  ["s-maxage=99999", "s-maxage=99999, max-age=14400"],
  ["", "max-age=14400"],
  ["max-age=14400", "max-age=14400"],
  ["max-age=14401", "max-age=14401"],
  ["private, max-age=5", "private, max-age=5"],
  ["no-store", "no-store"],
  ["no-cache", "no-cache"],
])("without a rule a browser keeps what the cache handled for as long as the zone says, or longer if the origin does: %j", (control, expected) => {
  const answered = fieldsOf(control === "" ? [] : ["Cache-Control", control]);
  const told = (terms: Partial<CacheTerms>): unknown => forBrowser(answered, { ...plain, browserTtl: 14400, ...terms }).get("cache-control")?.[0] ?? "";
  expect(told({})).toBe(expected);
  expect([{ browserTtl: 0 }, { browser_ttl: { mode: "respect_origin" } } as const, { cache: false }].map(told)).toEqual([control, control, control]);
});

test("an origin's Expires counts like its max-age, and goes with the zone's time", () => {
  const now = new Date("2026-12-01T12:00:00Z");
  const told = (hours: number): unknown[] => {
    const expires = new Date(now.getTime() + hours * 3_600_000).toUTCString();
    return [...forBrowser(fieldsOf(["Expires", expires, "Date", now.toUTCString()]), { ...plain, browserTtl: 14400 }).keys()];
  };
  expect([told(3), told(5)]).toEqual([
    ["date", "cache-control"],
    ["expires", "date"],
  ]);
});

test("the cache holds as many answers as fit: each has its body, its head, its key in two bytes a character, and 512 bytes more", () => {
  const policy = statedPolicy(none, none, 60);
  const held = (capacity: number, fields = none): string[] => {
    const store = new CacheStore(capacity, 1000);
    for (const key of ["abc", "def", "abc"]) store.put(key, { url: key, status: 200, statusMessage: "OK", fields, body: Buffer.alloc(100), policy });
    return ["abc", "def"].filter((key) => store.get(key) !== undefined);
  };
  const each = 100 + 2 * 3 + 512;
  expect([held(2 * each), held(2 * each - 1)]).toEqual([["abc", "def"], ["abc"]]);
  const head = "etag".length + "xyz".length;
  expect([held(2 * (each + head), fieldsOf(["ETag", "x", "ETag", "yz"])), held(2 * (each + head) - 1, fieldsOf(["ETag", "xyz"]))]).toEqual([
    ["abc", "def"],
    ["abc"],
  ]);
});
