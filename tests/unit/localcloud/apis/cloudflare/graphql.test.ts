import { newZone } from "../../../../../localcloud/zones/seed";
import { Api } from "./api-fixture";

interface Row {
  readonly count?: number;
  readonly sum?: Readonly<Record<string, number>>;
  readonly dimensions?: Readonly<Record<string, string | number>>;
}

interface GraphqlAnswer {
  readonly status: number;
  readonly data: { readonly viewer: { readonly zones: readonly Readonly<Record<string, readonly Row[]>>[] } } | null;
  readonly errors: readonly { readonly message: string; readonly path: readonly string[] | null; readonly extensions: { readonly code: string } }[] | null;
}

const hour = 3_600_000;

describe("the analytics of a zone by GraphQL", () => {
  let api: Api;
  /** The beginning of an hour that has just begun, so that what is counted is of that hour. */
  const now = Date.UTC(2026, 10, 27, 12, 0, 5);

  beforeEach(async () => {
    jest.useFakeTimers({ now, doNotFake: ["nextTick", "setImmediate", "setTimeout", "queueMicrotask"] });
    api = await Api.open();
  });
  afterEach(() => {
    jest.useRealTimers();
    api.remove();
  });

  const ask = async (query: string, variables: object = {}, headers: Record<string, string> = {}): Promise<GraphqlAnswer> =>
    (await api.call("POST", "/graphql", { query, variables }, headers)) as unknown as GraphqlAnswer;
  const at = (time: number): string => new Date(time).toISOString();
  /** A request for the site's name that was answered so long ago. */
  const visited = (ago: number, changes: Record<string, string | number> = {}, bytes = 100): void => {
    const dimensions = { clientRequestHTTPHost: "blog.example.test", clientRequestHTTPMethodName: "GET", clientCountryName: "XX" };
    const answer = { cacheStatus: "dynamic", edgeResponseStatus: 200, requestSource: "eyeball" };
    api.traffic.requests.add(api.zoneId, { ...dimensions, ...answer, ...changes }, { edgeResponseBytes: bytes, visits: 1 }, now - ago);
  };
  const rows = ({ data, errors }: GraphqlAnswer): readonly Row[] => {
    expect(errors).toBeNull();
    return data?.viewer.zones[0]?.httpRequestsAdaptiveGroups ?? [];
  };

  // The query and the form of its variables are those of developers.cloudflare.com/analytics/graphql-api/tutorials/end-customer-analytics/
  const documented = `query RequestsAndDataTransferByHostname($zoneTag: string, $filter:filter) {
    viewer {
      zones(filter: {zoneTag: $zoneTag}) {
        httpRequestsAdaptiveGroups(limit: 10, filter: $filter) {
          sum {
            visits
            edgeResponseBytes
          }
          dimensions {
            datetimeHour
          }
        }
      }
    }
  }`;
  const lastDay = { datetime_geq: at(now - 23 * hour), datetime_lt: at(now + hour) };

  test("answers the query of Cloudflare's documentation with what the edge counted of the host name", async () => {
    visited(hour, {}, 50);
    visited(0);
    visited(0, { edgeResponseStatus: 404 });
    visited(0, { clientRequestHTTPHost: "other.example.test" });
    const filter = { ...lastDay, clientRequestHTTPHost: "blog.example.test", requestSource: "eyeball" };
    const answer = await ask(documented, { zoneTag: api.zoneId, filter });
    expect(answer.status).toBe(200);
    expect(rows(answer)).toEqual([
      { sum: { visits: 1, edgeResponseBytes: 50 }, dimensions: { datetimeHour: "2026-11-27T11:00:00Z" } },
      { sum: { visits: 2, edgeResponseBytes: 200 }, dimensions: { datetimeHour: "2026-11-27T12:00:00Z" } },
    ]);
  });

  test("takes variables that are not declared, aliases, AND and an order", async () => {
    for (const status of [200, 200, 404]) visited(0, { edgeResponseStatus: status });
    const query = `{viewer {zones(filter: {zoneTag: $zoneTag}) {top: httpRequestsAdaptiveGroups(filter: $filter, limit: 10, orderBy: [count_ASC])
      {count dimensions {metric: edgeResponseStatus}}}}}`;
    const { data } = await ask(query, { zoneTag: api.zoneId, filter: { AND: [lastDay, { requestSource: "eyeball" }] } });
    expect(data?.viewer.zones[0]?.top).toEqual([
      { count: 1, dimensions: { metric: 404 } },
      { count: 2, dimensions: { metric: 200 } },
    ]);
  });

  test.each([
    [{ edgeResponseStatus_geq: 400 }, 2],
    [{ edgeResponseStatus_in: [200, 500] }, 2],
    [{ cacheStatus_neq: "hit" }, 2],
    [{ clientRequestHTTPHost_like: "blog.%" }, 3],
    [{ clientRequestHTTPHost_like: "log.%" }, 0],
    [{ OR: [{ cacheStatus: "hit" }, { edgeResponseStatus: 500 }] }, 2],
    [{ datetime_lt: at(now) }, 0],
    [{ datetimeHour: "2026-11-27T12:00:00Z" }, 3],
  ])("the filter %j selects %i requests", async (filter, expected) => {
    visited(0, { cacheStatus: "hit" });
    visited(0, { edgeResponseStatus: 404 });
    visited(0, { edgeResponseStatus: 500 });
    const query = `{viewer {zones(filter: {zoneTag: $zone}) {httpRequestsAdaptiveGroups(limit: 1, filter: $filter) {count}}}}`;
    const [row] = rows(await ask(query, { zone: api.zoneId, filter: { ...lastDay, ...filter } }));
    expect(row?.count ?? 0).toBe(expected);
  });

  test("tells the limits of the Free plan in the settings node, and refuses what is beyond them as Cloudflare does", async () => {
    const settings = `{viewer {zones(filter: {zoneTag: "${api.zoneId}"}) {settings {
      httpRequestsAdaptiveGroups {enabled maxDuration notOlderThan availableFields} firewallEventsAdaptiveGroups {maxDuration notOlderThan}}}}}`;
    expect((await ask(settings)).data?.viewer.zones[0]?.settings).toEqual({
      httpRequestsAdaptiveGroups: {
        enabled: true,
        maxDuration: 86_400,
        notOlderThan: 604_800,
        availableFields: expect.arrayContaining(["count", "sum_edgeResponseBytes", "dimensions_datetimeHour", "dimensions_cacheStatus"]) as string[],
      },
      firewallEventsAdaptiveGroups: { maxDuration: 86_400, notOlderThan: 86_400 },
    });
    const refusal = async (filter: object): Promise<unknown> => {
      const { status, data, errors } = await ask(documented, { zoneTag: api.zoneId, filter });
      return { status, data, ...errors?.[0] };
    };
    const path = ["viewer", "zones", "0", "httpRequestsAdaptiveGroups"];
    const extensions = { code: "quota", timestamp: at(now) };
    const zone = `zone "${api.zoneId}" cannot request`;
    expect(await refusal({ datetime_geq: at(now - 25 * hour), datetime_lt: at(now) })).toEqual({
      ...{ status: 400, data: null, path, extensions },
      message: `${zone} a time range wider than 1d, but your query time range spans 1d1h`,
    });
    expect(await refusal({ datetime_geq: at(now - 8 * 24 * hour), datetime_lt: at(now - 7 * 24 * hour) })).toEqual({
      ...{ status: 400, data: null, path, extensions },
      message: `${zone} data older than 1w, but your query requests data from 1w1d ago`,
    });
    expect(await refusal({ clientRequestHTTPHost: "blog.example.test" })).toMatchObject({ message: `${zone} a time range wider than 1d` });
  });

  test("a token without Analytics Read is refused by the permission's name, one that nobody knows by an envelope", async () => {
    const other = api.zones.put(newZone("other.test"));
    const { result } = await api.call<{ value: string }>("POST", "/user/tokens", {
      name: "reader",
      policies: [
        {
          effect: "allow",
          permission_groups: [{ id: "9c88f9c5bce24ce7af9a958ba9c504db" }],
          resources: { [`com.cloudflare.api.account.zone.${api.zoneId}`]: "*" },
        },
      ],
    });
    const Authorization = `Bearer ${result.value}`;
    expect(rows(await ask(documented, { zoneTag: api.zoneId, filter: lastDay }, { Authorization }))).toEqual([]);
    for (const zoneTag of [other.id, "0".repeat(32)]) {
      const { status, data, errors } = await ask(documented, { zoneTag, filter: lastDay }, { Authorization });
      expect([status, data, errors?.[0]?.extensions.code]).toEqual([403, null, "authz"]);
      expect(errors?.[0]?.message).toMatch(/^Actor 'com\.cloudflare\.api\.token\.\w+' does not have permission /);
      expect(errors?.[0]?.message).toContain(`'com.cloudflare.api.account.zone.analytics.read' for zone ${zoneTag}`);
    }
    const unknown = await api.call("POST", "/graphql", { query: "{viewer {zones {zoneTag}}}" }, { Authorization: `Bearer ${"x".repeat(40)}` });
    expect([unknown.status, unknown.errors.map(({ code }) => code)]).toEqual([403, [10000]]);
  });

  test.each([
    "{viewer {zones {nonsense}}}",
    "{viewer",
    "",
    "{viewer {zones {httpRequestsAdaptiveGroups(limit: 10001, filter: {datetime_geq: $now}) {count}}}}",
  ])("refuses the query %j", async (query) => {
    const { status, data, errors } = await ask(query, { now: at(now) });
    expect([status, data, errors?.length]).toEqual([400, null, 1]);
  });

  test("refuses more than 300 queries in five minutes", async () => {
    const statuses = await Promise.all(Array.from({ length: 301 }, async () => (await ask("{viewer {zones {zoneTag}}}")).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(300);
    const { status, errors } = await ask("{viewer {zones {zoneTag}}}");
    expect([status, errors?.[0]?.message]).toEqual([429, "rate limiter budget depleted, try again after 5 minutes"]);
  });
});
