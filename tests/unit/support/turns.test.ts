import { inTurn, partInTurn } from "../../support/turns";

const every = process.env.TLSUP_EVERY_CASE;
const cases = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
/** What has its turn on three days, one after another. */
const turns = (pick: (all: readonly number[]) => number[], count: number): number[][] =>
  [1, 2, 3].map((day) => {
    jest.setSystemTime(new Date(2026, 0, day));
    return pick(cases(count));
  });

beforeEach(() => {
  jest.useFakeTimers();
  delete process.env.TLSUP_EVERY_CASE;
});
afterEach(() => {
  jest.useRealTimers();
  delete process.env.TLSUP_EVERY_CASE;
  if (every !== undefined) process.env.TLSUP_EVERY_CASE = every;
});

describe.each([
  ["cases", inTurn],
  ["steps one after another", partInTurn],
] as const)("of %s", (_what, pick) => {
  test.each([1, 2, 3, 4, 5, 20])("%i: some have their turn each day, and all have it in three", (count) => {
    const picked = turns(pick, count);
    expect(picked.filter((today) => today.length === 0)).toEqual([]);
    expect([...new Set(picked.flat())].sort((one, other) => one - other)).toEqual(cases(count));
    expect(Math.max(...picked.map((today) => today.length))).toBe(Math.ceil(count / 3));
  });

  test("all have their turn if that is asked for", () => {
    process.env.TLSUP_EVERY_CASE = "1";
    expect(turns(pick, 5)).toEqual([cases(5), cases(5), cases(5)]);
  });
});

test("steps of one day follow from each other", () => {
  expect(turns(partInTurn, 7)).toContainEqual([2, 3]);
});
