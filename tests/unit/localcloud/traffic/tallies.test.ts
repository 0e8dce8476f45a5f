import { Tallies } from "../../../../localcloud/traffic/tallies";

test("what happens in the same way within a second is one tally, and what is added to it later counts", () => {
  const tallies = new Tallies(60);
  const first = tallies.add("zone", { status: 200 }, { bytes: 10 }, 1_000);
  expect(tallies.add("zone", { status: 200 }, { bytes: 5 }, 1_999)).toBe(first);
  first.sums.bytes = (first.sums.bytes ?? 0) + 1;
  tallies.add("zone", { status: 404 }, {}, 1_000);
  tallies.add("other", { status: 200 }, {}, 1_000);
  tallies.add("zone", { status: 200 }, {}, 2_000);
  expect(tallies.in("zone").map(({ second, dimensions, count, sums }) => [second, dimensions.status, count, sums.bytes])).toEqual([
    [1, 200, 2, 16],
    [1, 404, 1, undefined],
    [2, 200, 1, undefined],
  ]);
});

test("what is older than what is kept is forgotten", () => {
  const tallies = new Tallies(60);
  for (const second of [0, 30, 61]) tallies.add("zone", {}, {}, second * 1000);
  expect(tallies.in("zone").map(({ second }) => second)).toEqual([30, 61]);
});
