import { dataFaults, isCollection, isLater, laterParts, withParts } from "../../../components/shared/plain-data";

const output = { __pulumiOutput: true };
const nested = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => [inner], "x");

test("an output and a promise become known later, and nothing else does", () => {
  expect([output, Promise.resolve(1)].map(isLater)).toEqual([true, true]);
  expect([null, undefined, "text", {}, [], { __pulumiOutput: false }, { then: 1 }].map(isLater)).toEqual(Array(7).fill(false));
});

test("arrays and plain objects are collections; instances, outputs and single values are not", () => {
  expect([[], {}, Object.create(null) as unknown].map(isCollection)).toEqual([true, true, true]);
  expect([null, "text", new Date(0), new Map(), output].map(isCollection)).toEqual(Array(5).fill(false));
});

test("the parts that become known later are found by their paths, and others are put in their places", () => {
  const value = { a: [1, output], b: { c: output }, d: 2 };
  const found = laterParts(value);
  expect(found.map(({ path }) => path)).toEqual([
    ["a", "1"],
    ["b", "c"],
  ]);
  expect(
    withParts(
      value,
      found.map(({ path }) => ({ path, value: path.join(".") })),
    ),
  ).toEqual({ a: [1, "a.1"], b: { c: "b.c" }, d: 2 });
  expect(withParts("text", [{ path: ["a"], value: 1 }])).toBe("text");
  expect(withParts(value, [{ path: [], value: 1 }])).toBe(1);
});

test.each([
  [64, []],
  [65, [{ path: "site", problem: "must be plain data: current value contains itself, or is nested more than 64 deep" }]],
])("settings may be nested 64 deep: %d", (depth, faults) => {
  expect(dataFaults(nested(depth), "site")).toEqual({ faults, isWhole: faults.length === 0 });
});

test.each([
  [1_048_574, true],
  [1_048_575, false],
])("settings may have a mebibyte as JSON: a text of %d characters in its quotes is taken: %s", (length, isTaken) => {
  const problem = `must be at most 1048576 bytes as JSON: current value has ${length + 2}`;
  const remedy = "Put certificates into files, and what else is large into the application";
  expect(dataFaults("x".repeat(length), "site")).toEqual({ faults: isTaken ? [] : [{ path: "site", problem, remedy }], isWhole: isTaken });
});

test("what is not known yet does not count, and a bigint is no fault of its size", () => {
  expect(dataFaults({ a: { ...output, large: "x".repeat(2_000_000) }, b: 1n }, "site")).toEqual({ faults: [], isWhole: true });
});

test("keys with a meaning of their own in JavaScript are refused wherever they are", () => {
  const value = JSON.parse('{"__proto__": 1, "a": [{"constructor": 1, "prototype": {"prototype": 1}}]}') as unknown;
  const remedy = "Remove it: JavaScript gives that name a meaning of its own";
  expect(dataFaults(value, "site")).toEqual({
    faults: ["site.__proto__", "site.a.0.constructor", "site.a.0.prototype"].map((path) => ({ path, problem: "is not a setting", remedy })),
    isWhole: true,
  });
});
