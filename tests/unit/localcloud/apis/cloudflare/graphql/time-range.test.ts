import { timeValue, type Dataset } from "../../../../../../localcloud/apis/cloudflare/graphql/datasets";
import type { Filter } from "../../../../../../localcloud/apis/cloudflare/graphql/filter";
import { demandRange, duration } from "../../../../../../localcloud/apis/cloudflare/graphql/time-range";

const now = Date.UTC(2026, 10, 27, 12) / 1000;
const dataset: Dataset = {
  name: "httpRequestsAdaptiveGroups",
  tallies: { kept: 0 } as Dataset["tallies"],
  dimensions: {},
  sums: [],
  maxDuration: 86_400,
  notOlderThan: 172_800,
};
const ago = (seconds: number): string => new Date((now - seconds) * 1000).toISOString();
const refusal = (filter: Filter): string | undefined => {
  try {
    return void demandRange("z", dataset, filter, now);
  } catch (error) {
    return (error as Error).message.replace('zone "z" cannot request ', "");
  }
};

test.each<[string, Filter, string | undefined]>([
  ["a whole day", { datetime_geq: ago(90_000), datetime_lt: ago(3600) }, undefined],
  ["a second more", { datetime_geq: ago(90_001), datetime_lt: ago(3600) }, "a time range wider than 1d, but your query time range spans 1d1s"],
  ["a day up to and with its last second", { datetime_gt: ago(90_001), datetime_leq: ago(3601) }, undefined],
  ["a day that goes on in the future", { datetime_geq: ago(86_400), datetime_lt: ago(-3600) }, undefined],
  ["the oldest second that is kept", { datetime_geq: ago(172_800), datetime_lt: ago(172_000) }, undefined],
  ["a second before", { datetime_geq: ago(172_801), datetime_lt: ago(172_000) }, "data older than 2d, but your query requests data from 2d1s ago"],
  ["no time at all", {}, "a time range wider than 1d"],
  ["no end, which is now", { datetime_geq: ago(86_401) }, "a time range wider than 1d, but your query time range spans 1d1s"],
  ["one hour", { datetimeHour: ago(172_800) }, undefined],
  ["one day", { date: "2026-11-26" }, undefined],
  ["several bounds, of which the narrowest count", { datetime_geq: ago(600_000), AND: [{ datetime_gt: ago(60) }, { datetime_lt: ago(0) }] }, undefined],
  ["bounds in OR, which do not count", { OR: [{ datetime_geq: ago(60) }] }, "a time range wider than 1d"],
  ["a bound of another dimension than time", { cacheStatus_geq: "hit" }, "a time range wider than 1d"],
])("a query for %s", (_, filter, expected) => {
  expect(refusal(filter)).toBe(expected);
});

test.each([
  [0, "0s"],
  [0.4, "0s"],
  [0.5, "1s"],
  [59, "59s"],
  [60, "1m"],
  [3599, "59m59s"],
  [3600, "1h"],
  [86_399, "23h59m59s"],
  [86_400, "1d"],
  [604_799, "6d23h59m59s"],
  [604_800, "1w"],
  [2 * 604_800 + 2 * 86_400 + 2 * 3600 + 2 * 60 + 2, "2w2d2h2m2s"],
])("%d seconds are %s", (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test.each([
  ["datetime", "2026-11-27T13:47:29Z"],
  ["datetimeMinute", "2026-11-27T13:47:00Z"],
  ["datetimeFiveMinutes", "2026-11-27T13:45:00Z"],
  ["datetimeFifteenMinutes", "2026-11-27T13:45:00Z"],
  ["datetimeHour", "2026-11-27T13:00:00Z"],
  ["date", "2026-11-27"],
])("a time has, as %s, the beginning of its step: %s", (dimension, value) => {
  expect(timeValue(dimension, Date.UTC(2026, 10, 27, 13, 47, 29) / 1000)).toBe(value);
});
