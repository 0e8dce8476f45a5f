import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../support/environment";
import { filesLeft, longFiles } from "../../support/long-files";
import { inTurn, partInTurn } from "../../support/turns";

const stated = process.env.TLSUP_TURN;
const cases = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
/** What has its turn on three days, one after another. */
const turns = (pick: (all: readonly number[]) => number[], count: number): number[][] =>
  [1, 2, 3].map((day) => {
    jest.setSystemTime(new Date(2026, 0, day));
    return pick(cases(count));
  });

beforeEach(() => {
  jest.useFakeTimers();
  delete process.env.TLSUP_TURN;
});
afterEach(() => {
  jest.useRealTimers();
  delete process.env.TLSUP_TURN;
  if (stated !== undefined) process.env.TLSUP_TURN = stated;
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
    process.env.TLSUP_TURN = "all";
    expect(turns(pick, 5)).toEqual([cases(5), cases(5), cases(5)]);
  });
});

test("whose turn it is can be said, and nothing else", () => {
  const said = ["1", "2", "3"].map((turn) => {
    process.env.TLSUP_TURN = turn;
    return inTurn(["a", "b", "c"]);
  });
  expect(said).toEqual([["a"], ["b"], ["c"]]);
  process.env.TLSUP_TURN = "4";
  expect(() => inTurn(["a"])).toThrow('TLSUP_TURN is "4": it must be 1, 2, 3 or all');
});

test("files that take long have no cases with turns of their own, and none of them is left if all are asked for", () => {
  expect(longFiles.filter((file) => /InTurn|inTurn/.test(readFileSync(join(root, file), "utf8")))).toEqual([]);
  expect(new Set(longFiles).size).toBe(longFiles.length);
  expect(filesLeft().length).toBeGreaterThanOrEqual(Math.floor((longFiles.length * 2) / 3));
  process.env.TLSUP_TURN = "all";
  expect(filesLeft()).toEqual([]);
});

test("steps of one day follow from each other", () => {
  expect(turns(partInTurn, 7)).toContainEqual([2, 3]);
});
