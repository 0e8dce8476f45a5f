import { planOf, queryFor, variablesFor, type Limits } from "../../../../components/site/traffic/query";
import { renderTraffic, sparkline } from "../../../../components/site/traffic/report";
import { tableOf } from "../../../../components/site/traffic/table";
import { trafficOf, type Answer } from "../../../../components/site/traffic/traffic";
import { renderPage } from "../../../../components/site/page/page";
import { renderTraffic as renderSection } from "../../../../components/site/page/traffic";
import { seen } from "../../../support/observations";

const day = 86_400;
const now = new Date("2026-11-27T17:20:00Z");
const fields = ["count", "dimensions_cacheStatus"];
const free: Limits = {
  requests: { enabled: true, notOlderThan: 7 * day, availableFields: fields },
  events: { enabled: true, notOlderThan: day, availableFields: fields },
};

const row = (datetimeHour: string, cacheStatus: string, count: number, edgeResponseBytes: number): Answer["hours"][number] => ({
  count,
  sum: { edgeResponseBytes },
  dimensions: { datetimeHour, cacheStatus },
});
const lastDay: Answer = {
  hours: [row("2026-11-27T17:00:00Z", "hit", 3, 3000), row("2026-11-27T17:00:00Z", "dynamic", 1, 500), row("2026-11-26T18:00:00Z", "miss", 2, 1_000_000)],
  statuses: [
    { count: 5, dimensions: { edgeResponseStatus: 200 } },
    { count: 1, dimensions: { edgeResponseStatus: 404 } },
  ],
  countries: [{ count: 6, dimensions: { clientCountryName: "DE" } }],
  events: [{ count: 2, dimensions: { datetimeHour: "2026-11-27T17:00:00Z" } }],
};
const empty: Answer = { hours: [], statuses: [], countries: [] };
const before: Answer = {
  hours: [row("2026-11-26T17:00:00Z", "none", 1234, 0)],
  statuses: [{ count: 1234, dimensions: { edgeResponseStatus: 301 } }],
  countries: [{ count: 1234, dimensions: { clientCountryName: "FR" } }],
};
const site = { domain: "blog.example.com", zone: "example.com" };
const traffic = trafficOf(site, planOf(free, now), [lastDay, before, empty, empty, empty, empty, empty]);

describe("what is asked for", () => {
  test("are seven days, each by a query of its own, up to the end of the hour, and what was stopped as far as the plan keeps it", () => {
    const { windows } = planOf(free, now);
    expect(windows.map(({ from, to }) => [new Date(from).toISOString(), to - from])).toEqual(
      ["26", "25", "24", "23", "22", "21", "20"].map((date) => [`2026-11-${date}T18:00:00.000Z`, day * 1000]),
    );
    expect(windows.map(({ hasEvents }) => hasEvents)).toEqual([true, false, false, false, false, false, false]);
    for (const { from } of windows) expect(now.getTime() - from).toBeLessThanOrEqual(free.requests.notOlderThan * 1000);
  });

  test("at the full hour still has the hour that begins", () => {
    expect(planOf(free, new Date("2026-11-27T17:00:00Z")).windows[0]?.to).toBe(Date.parse("2026-11-27T18:00:00Z"));
  });

  test("is no more than the plan keeps, and than it tells", () => {
    const poor: Limits = { requests: { ...free.requests, notOlderThan: 3 * day, availableFields: [] }, events: { ...free.events, enabled: false } };
    const plan = planOf(poor, now);
    expect([plan.windows.length, plan.tellsCache, plan.windows.some(({ hasEvents }) => hasEvents)]).toEqual([3, false, false]);
    for (const window of plan.windows) {
      expect(queryFor(window, plan)).not.toMatch(/cacheStatus|firewall/);
      expect(Object.keys(variablesFor("zone", "blog.example.com", window))).toEqual(["zone", "requests"]);
    }
    expect(planOf({ ...free, requests: { ...free.requests, notOlderThan: 90 * day } }, now).windows).toHaveLength(7);
  });

  test("is what visitors of the site's own name asked for, by instants in UTC", () => {
    const [window] = planOf(free, now).windows;
    const filter = { datetime_geq: "2026-11-26T18:00:00Z", datetime_lt: "2026-11-27T18:00:00Z", clientRequestHTTPHost: "blog.example.com" };
    expect(variablesFor("1234", "blog.example.com", window!)).toEqual({
      zone: "1234",
      requests: { ...filter, requestSource: "eyeball" },
      events: { ...filter, action_in: ["block", "challenge", "jschallenge", "managed_challenge"] },
    });
  });
});

describe("the traffic", () => {
  test("is put together by hours and by days, the oldest first", () => {
    const { hours, days } = traffic;
    expect([hours.requests, hours.cached, hours.bytes, hours.threats]).toEqual([6, 3, 1_003_500, 2]);
    expect(hours.steps).toHaveLength(24);
    expect(hours.steps[0]).toEqual({ from: "2026-11-26T18:00:00.000Z", requests: 2, cached: 0, bytes: 1_000_000, threats: 0 });
    expect(hours.steps[23]).toEqual({ from: "2026-11-27T17:00:00.000Z", requests: 4, cached: 3, bytes: 3500, threats: 2 });
    expect(days.steps.map(({ requests }) => requests)).toEqual([0, 0, 0, 0, 0, 1234, 6]);
    expect(days.statuses).toEqual([
      { status: 301, requests: 1234 },
      { status: 200, requests: 5 },
      { status: 404, requests: 1 },
    ]);
    expect(days.countries.map(({ country }) => country)).toEqual(["FR", "DE"]);
  });

  test("leaves out what is not known, rather than call it nothing", () => {
    expect("threats" in traffic.days).toBe(false);
    const plan = planOf({ ...free, requests: { ...free.requests, availableFields: [] } }, now);
    expect("cached" in trafficOf(site, plan, [lastDay]).hours).toBe(false);
  });

  test("is a table for a person", () => {
    expect(renderTraffic(traffic).split("\n")).toEqual([
      "blog.example.com at Cloudflare, zone example.com, until 2026-11-27 18:00 UTC",
      "                   last 24 hours                        last 7 days",
      "  requests                 6  ▅▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁█      1,240  ▁▁▁▁▁█▂",
      "  from the cache        50 %  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▇       <1 %  ▁▁▁▁▁▁▅",
      "  bytes               1.0 MB  █▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂     1.0 MB  ▁▁▁▁▁▁█",
      "  threats stopped          2  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁█  not told by the zone's plan",
      "  status 200               5   83 %                             5   <1 %",
      "  status 301               0    0 %                         1,234  100 %",
      "  status 404               1   17 %                             1   <1 %",
      "  country FR               0    0 %                         1,234  100 %",
      "  country DE               6  100 %                             6   <1 %",
    ]);
  });

  test("of a site that nobody visits is nothing, and no share of it", () => {
    const quiet = renderTraffic(trafficOf(site, planOf(free, now), [{ ...empty, events: [] }]));
    expect(quiet).toContain("  requests                 0  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁");
    expect(quiet).toMatch(/from the cache +– /);
    expect(quiet).not.toMatch(/NaN|status|country/);
  });

  test("names the eight statuses and the five countries with most requests, the statuses by number, equal ones by name", () => {
    const counted = (count: number, index: number): number => (index > 6 ? 1 : 10 - index) * count;
    const crowd: Answer = {
      ...empty,
      statuses: [500, 404, 403, 304, 302, 301, 206, 204, 200].map((edgeResponseStatus, index) => ({
        count: counted(1, index),
        dimensions: { edgeResponseStatus },
      })),
      countries: ["SE", "FR", "AT", "IT", "DE", "CH"].map((clientCountryName) => ({ count: 7, dimensions: { clientCountryName } })),
    };
    const labels = tableOf(trafficOf(site, planOf(free, now), [crowd])).map(({ label }) => label);
    expect(labels.slice(4)).toEqual([
      ...[200, 206, 301, 302, 304, 403, 404, 500].map((status) => `status ${status}`),
      ...["AT", "CH", "DE", "FR", "IT"].map((country) => `country ${country}`),
    ]);
  });

  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [1_550_000, "1.6 MB"],
    [2_000_000_000, "2.0 GB"],
    [3_000_000_000_000, "3.0 TB"],
    [4_000_000_000_000_000, "4000.0 TB"],
  ])("of %d bytes is told as %s", (bytes, told) => {
    const [, , cells] = tableOf(trafficOf(site, planOf(free, now), [{ ...empty, hours: [row("2026-11-27T17:00:00Z", "hit", 1, bytes)] }]));
    expect(cells?.hours.value).toBe(told);
  });

  test.each([
    [0, "0 %"],
    [1, "<1 %"],
    [4, "<1 %"],
    [5, "1 %"],
    [994, "99 %"],
    [995, "100 %"],
  ])("has a share of the cache, of a thousand requests %d: %s", (hits, told) => {
    const hours = [row("2026-11-27T17:00:00Z", "hit", hits, 0), row("2026-11-27T16:00:00Z", "miss", 1000 - hits, 0)];
    expect(tableOf(trafficOf(site, planOf(free, now), [{ ...empty, hours }]))[1]?.hours.value).toBe(told);
  });

  test("is on the page of a check where it was asked for", () => {
    expect(renderPage(seen(), [], now, traffic)).toContain(`\n${renderSection(traffic)}\n</body>`);
    expect(renderPage(seen(), [], now)).not.toContain("Traffic");
  });

  test("is a section of the page, with what Cloudflare says as text", () => {
    const section = renderSection(traffic);
    expect(section).toContain('<th scope="col">last 24 hours</th><th scope="col">last 7 days</th>');
    expect(section).toContain('<th scope="row">requests</th><td>6<div class="bars"');
    expect(section.match(/<span style="height:\d+%">/g)).toHaveLength(4 * 24 + 3 * 7);
    expect(renderSection({ unknown: "<b>" })).toBe('<h2>Traffic</h2>\n<p class="faint">Not told: &lt;b&gt;</p>');
  });
});

test("a sparkline tells little from nothing, and all from most", () => {
  expect(sparkline([0, 0.001, 0.5, 0.99, 1])).toBe("▁▂▅██");
  expect(sparkline([])).toBe("");
});
