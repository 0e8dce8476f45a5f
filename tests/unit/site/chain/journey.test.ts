import { follow, type Answer, type Journey } from "../../../../components/site/chain/journey";

const edge = { server: "cloudflare" };
const origin = { server: "cloudflare", cacheStatus: "DYNAMIC" };
const ok: Answer = { status: 200, ...origin };
const redirect = (location: string, by: object, status = 301): Answer => ({ status, location, ...by });

/** Follows a URL through what a table of URLs answers. */
function led(start: string, answers: Readonly<Record<string, Answer>>, remembered?: ReadonlyMap<string, boolean>): Promise<Journey> {
  return follow(start, (url) => Promise.resolve(answers[url] ?? { error: `nothing is known of ${url}` }), remembered);
}

const hsts = { ...origin, hsts: "max-age=300" };

test("a URL that answers is not followed any further", async () => {
  expect(await led("https://a.test/x", { "https://a.test/x": ok })).toEqual({
    start: "https://a.test/x",
    steps: [],
    end: { url: "https://a.test/x", answer: ok },
  });
});

test.each([301, 302, 303, 307, 308])("the status %d leads on, to a place that may be relative, and each step has its author", async (status) => {
  const journey = await led("http://a.test/", {
    "http://a.test/": redirect("https://a.test/", edge, status),
    "https://a.test/": redirect("/x?y=1#z", origin, status),
    "https://a.test/x?y=1": ok,
  });
  expect(journey.steps).toEqual([
    { from: "http://a.test/", to: "https://a.test/", by: "edge" },
    { from: "https://a.test/", to: "https://a.test/x?y=1", by: "origin" },
  ]);
  expect(journey.end).toEqual({ url: "https://a.test/x?y=1", answer: ok });
  expect(journey.circle).toBeUndefined();
});

test.each([
  ["a status that is no redirect", { status: 304, location: "/x", ...origin }],
  ["a redirect without a place", { status: 301, ...origin }],
  ["a place that no browser opens by itself", redirect("mailto:me@a.test", origin)],
  ["a place that is no URL", redirect("https://[", origin)],
])("%s ends the way", async (_what, answer) => {
  expect(await led("https://a.test/", { "https://a.test/": answer })).toMatchObject({ steps: [], end: { answer } });
});

test("a redirect by a server that is not Cloudflare is the origin's", async () => {
  expect((await led("http://a.test/", { "http://a.test/": redirect("https://a.test/", { server: "nginx" }), "https://a.test/": ok })).steps[0]?.by).toBe(
    "origin",
  );
});

test.each([
  ["an URL that leads to itself", "https://a.test/", { "https://a.test/": redirect("https://a.test/", origin) }, [["https://a.test/", "origin"]]],
  [
    "https to http to https",
    "http://a.test/",
    { "http://a.test/": redirect("https://a.test/", origin), "https://a.test/": redirect("http://a.test/", edge) },
    [
      ["http://a.test/", "origin"],
      ["https://a.test/", "edge"],
    ],
  ],
  [
    "a way that leads into a circle",
    "https://a.test/in",
    { "https://a.test/in": redirect("/1", origin), "https://a.test/1": redirect("/2", origin), "https://a.test/2": redirect("/1", origin) },
    [
      ["https://a.test/1", "origin"],
      ["https://a.test/2", "origin"],
    ],
  ],
])("%s is a circle, of those steps alone that come back", async (_what, start, answers, circle) => {
  expect((await led(start, answers)).circle?.map(({ from, by }) => [from, by])).toEqual(circle);
});

test("a circle of HSTS is the browser's and the edge's, whoever led into it", async () => {
  const answers = { "http://a.test/": redirect("https://a.test/", origin), "https://a.test/": { ...redirect("http://a.test/", edge), hsts: "max-age=300" } };
  expect((await led("http://a.test/", answers)).circle).toEqual([
    { from: "https://a.test/", to: "http://a.test/", by: "edge" },
    { from: "http://a.test/", to: "https://a.test/", by: "browser" },
  ]);
});

test("a way of 20 redirects is followed, one of more is not", async () => {
  const answers = (count: number) =>
    Object.fromEntries([
      ...Array.from({ length: count }, (_, index) => [`https://a.test/${index}`, redirect(`/${index + 1}`, origin)]),
      [`https://a.test/${count}`, ok],
    ]) as Record<string, Answer>;
  expect(await led("https://a.test/0", answers(20))).toMatchObject({ end: { url: "https://a.test/20", answer: ok } });
  const journey = await led("https://a.test/0", answers(21));
  expect(journey).toMatchObject({ endless: true });
  expect(journey.circle).toBeUndefined();
});

describe("HSTS", () => {
  const http = "http://www.a.test/";
  const https = "https://www.a.test/";
  const answers = { [http]: ok, [https]: ok };
  const upgrades = async (known: ReadonlyMap<string, boolean>): Promise<boolean> => (await led(http, answers, known)).end.url === https;

  test.each([
    ["the host itself", new Map([["www.a.test", false]]), true],
    ["a name above, for the names below it, too", new Map([["a.test", true]]), true],
    ["a name above, for itself alone", new Map([["a.test", false]]), false],
    ["another host", new Map([["b.test", true]]), false],
    ["nothing", new Map<string, boolean>(), false],
  ])("that is remembered of %s", async (_what, known, expectation) => {
    expect(await upgrades(known)).toBe(expectation);
  });

  /** Whether a browser goes to https by itself after an answer with this header. */
  const heeded = async (header: string, first = "https://www.a.test/", known?: ReadonlyMap<string, boolean>): Promise<boolean> => {
    const journey = await led(
      first,
      { [https]: ok, [first]: { ...redirect("http://www.a.test/x", origin), hsts: header }, "http://www.a.test/x": ok, "https://www.a.test/x": ok },
      known,
    );
    return journey.end.url === "https://www.a.test/x";
  };

  test.each([
    ["max-age=1", true],
    ['Max-Age="31536000"; includeSubDomains; preload', true],
    ["includeSubDomains; max-age=1", true],
    ["max-age=0", false],
    ["max-age=0, max-age=5", false],
    ["max-age=x", false],
    ["includeSubDomains", false],
  ])("the header %j is heeded: %s", async (header, expectation) => {
    expect(await heeded(header)).toBe(expectation);
  });

  test("that came by http is not heeded", async () => {
    expect(await heeded("max-age=300", "http://www.a.test/")).toBe(false);
  });

  test("is forgotten when the header says 0", async () => {
    expect(await heeded("max-age=0", "https://www.a.test/", new Map([["www.a.test", true]]))).toBe(false);
  });

  test("is asked of no host that gave an error", async () => {
    expect((await led("https://www.a.test/", {})).end.answer).toHaveProperty("error");
  });

  test("does not change a way without redirects", async () => {
    expect((await led(https, { [https]: { status: 200, ...hsts } })).steps).toEqual([]);
  });
});
