import CachePolicy from "http-cache-semantics";
import fc from "fast-check";
import { admit, hasBody, inspect, targetOf } from "../../../../localcloud/edge/admission";
import { policyFor } from "../../../../localcloud/edge/cache/freshness";
import { type CachedAnswer, CacheStore } from "../../../../localcloud/edge/cache/store";
import { errorPage } from "../../../../localcloud/edge/error-page";
import { EdgeFault, faultKinds } from "../../../../localcloud/edge/fault";
import { fieldsOf, withoutHopByHop } from "../../../../localcloud/edge/fields";
import { siteOf } from "../../../../localcloud/edge/site";
import type { Zone, ZoneRecord } from "../../../../localcloud/zones/zone";
import { TestZones } from "./support/zones";

describe("the site of a host name", () => {
  const zones = new TestZones();
  zones.add("example.test");
  zones.record("example.test", "A", "192.0.2.1");
  zones.record("example.test", "AAAA", "2001:db8::1");
  zones.record("example.test", "MX", "mail.example.test", false);
  zones.record("www.example.test", "CNAME", "Example.TEST.");
  zones.record("alias.example.test", "CNAME", "grey.example.test");
  zones.record("grey.example.test", "A", "192.0.2.2", false);
  zones.record("*.apps.example.test", "A", "192.0.2.3");
  zones.record("deep.own.apps.example.test", "TXT", "x", false);
  zones.record("round.example.test", "CNAME", "round.example.test");

  test.each([
    ["example.test", ["192.0.2.1", "2001:db8::1"]],
    ["www.example.test", ["192.0.2.1", "2001:db8::1"]],
    ["alias.example.test", ["192.0.2.2"]],
    ["one.apps.example.test", ["192.0.2.3"]],
    ["two.one.apps.example.test", ["192.0.2.3"]],
    ["round.example.test", []],
  ])("%s has the origins %j", (host, addresses) => {
    expect(siteOf(zones, host)?.addresses).toEqual(addresses);
  });

  test.each([
    "grey.example.test",
    "mail.example.test",
    "own.apps.example.test",
    "deep.own.apps.example.test",
    "other.own.apps.example.test",
    "apps.example.test",
    "invalid",
  ])("%s is not served", (host) => {
    expect(siteOf(zones, host)).toBeUndefined();
  });
});

test("a name whose record has left the proxy is served while resolvers may remember the edge, and no longer", () => {
  const zone = { id: "1", name: "example.test", nameServers: [], settings: {} } as unknown as Zone;
  const record = { name: "example.test", type: "A", content: "192.0.2.1", proxied: false, leftProxyOn: "2026-01-01T00:00:00.000Z" } as ZoneRecord;
  const zones = { zoneOf: () => zone, recordsAt: () => [record], hasDescendants: () => false };
  const at = (time: string) => siteOf(zones, "example.test", Date.parse(`2026-01-01T${time}Z`))?.addresses;
  expect([at("00:00:01"), at("00:04:59"), at("00:05:00")]).toEqual([["192.0.2.1"], ["192.0.2.1"], undefined]);
});

describe("the target of a request", () => {
  test.each([
    ["/a?b", "Example.TEST:8080", { host: "example.test", path: "/a?b" }],
    ["/", "example.test.", { host: "example.test", path: "/" }],
    ["*", "example.test", { host: "example.test", path: "*" }],
    ["https://other.test", "example.test", { host: "other.test", path: "/" }],
    ["http://other.test?q", "example.test", { host: "other.test", path: "/?q" }],
    ["/", "[2001:db8::1]:443", { host: "[2001:db8::1]", path: "/" }],
  ])("%s with Host %s", (url, host, target) => {
    expect(targetOf({ url }, fieldsOf(["Host", host]))).toEqual(target);
  });
});

describe("a request", () => {
  const refusal = (act: () => void): number | undefined => {
    try {
      act();
      return undefined;
    } catch (error) {
      return error instanceof EdgeFault ? error.code : undefined;
    }
  };

  test.each([
    [["Host", "a.test"], undefined],
    [["Host", "a.test", "Host", "b.test"], 400],
    [["Transfer-Encoding", "chunked"], undefined],
    [["Transfer-Encoding", "gzip"], 501],
    [["Transfer-Encoding", "gzip, chunked"], 501],
    [["CDN-Loop", Array(15).fill("cloudflare").join(", ")], undefined],
    [["CDN-Loop", Array(16).fill("cloudflare; x=1").join(", ")], 1000],
    [["CDN-Loop", Array(16).fill("other").join(", ")], undefined],
  ])("with %j is refused with %s", (raw, code) => {
    expect(refusal(() => inspect(fieldsOf(raw)))).toBe(code);
  });

  test.each([
    [["Transfer-Encoding", "chunked"], true],
    [["Content-Length", "1"], true],
    [["Content-Length", "0"], false],
    [[], false],
  ])("with %j has a body: %s", (raw, expected) => {
    expect(hasBody(fieldsOf(raw))).toBe(expected);
  });

  test("is for a host name of a zone, over a connection for the same zone, and leads to another machine than the edge", () => {
    const zones = new TestZones();
    for (const name of ["example.test", "other.test"]) zones.add(name);
    zones.record("example.test", "A", "192.0.2.1");
    const code = (host: string, serverName?: string, edge = "192.0.2.9"): number | undefined => refusal(() => void admit(zones, host, serverName, edge));
    expect([code("example.test"), code("example.test", "www.example.test"), code("example.test", "other.test"), code("example.test", "unknown")]).toEqual([
      ...[undefined, undefined, 421, 421],
    ]);
    expect([code(""), code("192.0.2.1"), code("[2001:db8::1]"), code("other.test"), code("example.test", undefined, "192.0.2.1")]).toEqual([
      ...[1003, 1003, 1003, 1001, 1000],
    ]);
  });
});

test("an error of the edge has the status that is its number, and those from 1000 on have one of their own", () => {
  const statuses = Object.entries(faultKinds).map(([code, { status }]) => [Number(code), status]);
  const own = { 1000: 403, 1001: 409, 1003: 403, 1015: 429, 1016: 530 };
  expect(Object.fromEntries(statuses.filter(([code]) => (code ?? 0) >= 1000))).toEqual(own);
  for (const [code, status] of statuses.filter(([number]) => (number ?? 0) < 1000)) expect(status).toBe(code);
});

describe("header fields", () => {
  test("those that Connection names end with the connection, whatever their case and order", () => {
    const name = fc.stringMatching(/^[a-z][a-z-]{0,10}$/).filter((candidate) => candidate !== "connection");
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1 }), fc.integer({ min: 0 }), (names, cut) => {
        const private_ = names.slice(0, cut % (names.length + 1));
        const raw = [...names.flatMap((each) => [each.toUpperCase(), "1"]), "Connection", private_.join(" , ")];
        for (const each of private_) expect(withoutHopByHop(fieldsOf(raw)).has(each)).toBe(false);
      }),
    );
  });

  test("a field named like a member of every object is a field like any other", () => {
    expect(fieldsOf(["__proto__", "1", "constructor", "2"])).toEqual(
      new Map([
        ["__proto__", ["1"]],
        ["constructor", ["2"]],
      ]),
    );
  });
});

describe("Cache-Control", () => {
  const date = "Wed, 25 Nov 2026 12:00:00 GMT";

  test.each([
    ["s-maxage before max-age before Expires", ["Cache-Control", "max-age=60, s-maxage=5", "Expires", date], 5],
    ["max-age before Expires", ["Cache-Control", "max-age=60", "Expires", date], 60],
    ["Expires from Date", ["Expires", "Wed, 25 Nov 2026 12:01:00 GMT", "Date", date], 60],
    ["a directive with quotes, in any case, over several lines", ["Cache-Control", "Public", "cache-control", 'Max-Age="60", private="set-cookie, x"'], 0],
    ["a directive in any case, with a space", ["Cache-Control", "Public, S-MaxAge = 5"], 5],
    ["a max-age that is no number is stale", ["Cache-Control", "max-age=x"], 0],
    ["no heuristic from Last-Modified", ["Last-Modified", "Wed, 25 Nov 2020 12:00:00 GMT"], 7200],
    ["two hours for 200 when nothing is said", [], 7200],
  ])("%s", (_, raw, lifetime) => {
    expect(policyFor(new Map(), 200, fieldsOf(raw))?.maxAge()).toBe(lifetime);
  });
});

describe("the store of the cache", () => {
  const policy = new CachePolicy({ headers: {} }, { headers: {} });
  const entry = (body: Buffer): CachedAnswer => ({ url: "https://example.test/", status: 200, statusMessage: "OK", fields: new Map(), body, policy });

  test("whatever is put, what it holds stays within its capacity, and the last is there", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 3000 })), { minLength: 1, maxLength: 60 }), (puts) => {
        const store = new CacheStore(10_000, 3000);
        for (const [key, length] of puts) store.put(String(key), entry(Buffer.alloc(length)));
        const held = Array.from({ length: 21 }, (_, key) => store.get(String(key))?.body.length ?? 0);
        expect(held.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(10_000);
        expect(store.get(String(puts.at(-1)?.[0]))).toBeDefined();
      }),
    );
  });

  test("what has not been asked for the longest goes first", () => {
    const store = new CacheStore(3 * 1600, 3000);
    for (const key of ["a", "b"]) store.put(key, entry(Buffer.alloc(1500)));
    store.get("a");
    for (const key of ["c"]) store.put(key, entry(Buffer.alloc(1500)));
    expect(["a", "b", "c"].map((key) => store.get(key) !== undefined)).toEqual([true, false, true]);
  });
});

describe("an error page", () => {
  test("shows what a visitor has sent as text, never as markup", () => {
    const markup = (host: string) => errorPage(new EdgeFault(1001, `No record for ${host}.`), { host, ray: "0-LOC", accept: "text/html" }).body.match(/[<>]/g);
    fc.assert(fc.property(fc.string({ unit: "binary" }), (host) => expect(markup(`${host}<script>`)).toEqual(markup("example.test"))));
  });
});
