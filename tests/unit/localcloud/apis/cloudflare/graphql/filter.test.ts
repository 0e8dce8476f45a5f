import { groupsOf, ordered } from "../../../../../../localcloud/apis/cloudflare/graphql/groups";
import { matches, type Filter } from "../../../../../../localcloud/apis/cloudflare/graphql/filter";
import type { Tally } from "../../../../../../localcloud/traffic/tallies";

const second = Date.UTC(2026, 10, 27, 12, 30) / 1000;
const tally = (status: number, cache: string, count = 1, bytes = 10): Tally => ({
  zoneId: "z",
  second,
  dimensions: { edgeResponseStatus: status, cacheStatus: cache },
  count,
  sums: { edgeResponseBytes: bytes },
});
const tallies = [tally(200, "hit"), tally(404, "miss"), tally(500, "none")];

test.each<[Filter, number[]]>([
  [{}, [200, 404, 500]],
  [{ edgeResponseStatus: 404 }, [404]],
  [{ edgeResponseStatus_neq: 404 }, [200, 500]],
  [{ edgeResponseStatus_gt: 404 }, [500]],
  [{ edgeResponseStatus_geq: 404 }, [404, 500]],
  [{ edgeResponseStatus_lt: 404 }, [200]],
  [{ edgeResponseStatus_leq: 404 }, [200, 404]],
  [{ edgeResponseStatus_in: [200, 500] }, [200, 500]],
  [{ edgeResponseStatus_notin: [200, 500] }, [404]],
  [{ cacheStatus_like: "%i%" }, [200, 404]],
  [{ cacheStatus_like: "h.t" }, []],
  [{ cacheStatus_notlike: "%i%" }, [500]],
  [{ cacheStatus_near: "hit" }, []],
  [{ edgeResponseStatus_geq: 404, cacheStatus: "miss" }, [404]],
  [{ AND: [{ edgeResponseStatus_geq: 404 }, { edgeResponseStatus_lt: 500 }] }, [404]],
  [{ OR: [{ cacheStatus: "hit" }, { edgeResponseStatus: 500 }] }, [200, 500]],
  [{ datetime: "2026-11-27T13:30:00+01:00" }, [200, 404, 500]],
  [{ datetime_gt: "2026-11-27T12:30:00Z" }, []],
  [{ datetime_in: ["2026-11-27T12:30:00.000Z"] }, [200, 404, 500]],
  [{ datetimeHour: "2026-11-27T12:00:00Z" }, [200, 404, 500]],
  [{ date: "2026-11-27" }, [200, 404, 500]],
  [{ date_lt: "2026-11-27" }, []],
])("the filter %j selects the requests with the status %j", (filter, statuses) => {
  expect(tallies.filter((each) => matches(each, filter)).map(({ dimensions }) => dimensions.edgeResponseStatus)).toEqual(statuses);
});

test("requests are counted by the dimensions that are asked for, and their bytes added up", () => {
  const groups = groupsOf([tally(200, "hit", 2), tally(200, "miss", 3, 5), tally(404, "hit")], ["edgeResponseStatus"], ["edgeResponseBytes", "visits"]);
  expect(groups).toEqual([
    { count: 5, avg: { sampleInterval: 1 }, sum: { edgeResponseBytes: 15, visits: 0 }, dimensions: { edgeResponseStatus: 200 } },
    { count: 1, avg: { sampleInterval: 1 }, sum: { edgeResponseBytes: 10, visits: 0 }, dimensions: { edgeResponseStatus: 404 } },
  ]);
});

test.each([
  [["count_DESC"], [200, 404, 500]],
  [
    ["count_ASC", "edgeResponseStatus_DESC"],
    [500, 404, 200],
  ],
  [["sum_edgeResponseBytes_DESC"], [500, 200, 404]],
  [
    ["sum_edgeResponseBytes_ASC", "count_ASC"],
    [404, 200, 500],
  ],
  [[], [200, 404, 500]],
])("ordered by %j come the statuses %j", (orders, statuses) => {
  const groups = groupsOf([tally(200, "hit", 3, 7), tally(404, "hit", 1, 7), tally(500, "hit", 1, 9)], ["edgeResponseStatus"], ["edgeResponseBytes"]);
  expect(ordered(groups, orders).map(({ dimensions }) => dimensions.edgeResponseStatus)).toEqual(statuses);
});
