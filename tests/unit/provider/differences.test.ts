import { differences, inputDifferences, topOf } from "../../../components/provider/differences";
import { unknown, type Json } from "../../../components/provider/value";

test.each<[string, Json | undefined, Json | undefined, Record<string, string>]>([
  ["nothing", { a: [1, { b: null }] }, { a: [1, {}] }, {}],
  ["a value", "a", "b", { p: "update" }],
  ["one that is there now", undefined, "b", { p: "add" }],
  ["one that is null no more", null, "b", { p: "add" }],
  ["one that is gone", "a", undefined, { p: "delete" }],
  ["another type", { a: 1 }, "a", { p: "update" }],
  ["an unknown value", "a", unknown, { p: "update" }],
  ["an unknown list", ["a"], unknown, { p: "update" }],
  ["an unknown element", ["a", "b"], ["a", unknown], { "p[1]": "update" }],
  [
    "deep places",
    { a: { b: 1, c: 2 }, d: [1, 2] },
    { a: { b: 3, e: 4 }, d: [1] },
    { "p.a.b": "update", "p.a.c": "delete", "p.a.e": "add", "p.d[1]": "delete" },
  ],
  ["files", { "etc/nginx.conf": "a", unit: "b" }, { "etc/nginx.conf": "c", unit: "b" }, { 'p["etc/nginx.conf"]': "update" }],
])("%s", (_what, before, after, expected) => {
  expect(Object.fromEntries(differences("p", before, after).map(({ path, kind }) => [path, kind]))).toEqual(expected);
});

test("of a resource its inputs are compared, also one that the program says no more", () => {
  expect(inputDifferences({ size: 1, url: "u", old: true, same: 1 }, { size: 2, same: 1 }, ["url"])).toEqual([
    { path: "size", kind: "update" },
    { path: "old", kind: "delete" },
  ]);
});

test.each(["files", "files.a", 'files["a.b"][0]', "files[0].a"])("%s is a place in the property files", (path) => expect(topOf(path)).toBe("files"));
