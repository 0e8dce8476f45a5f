import { runInNewContext } from "node:vm";
import * as v from "valibot";
import { argumentFaults, faultsOf, looksAt, secret, settings } from "../../../components/shared/validation";

const schema = settings({
  name: v.pipe(v.string(), v.minLength(3, "must have at least 3 characters")),
  kind: v.optional(v.picklist(["a", "b"])),
  deep: v.optional(settings({ port: v.number() })),
  list: v.optional(v.array(v.string())),
});
const told = (value: unknown): string[] =>
  faultsOf(schema, value, "site").map(({ path, problem, remedy }) => `${path}: ${problem}${remedy === undefined ? "" : `. ${remedy}`}`);

test.each<[unknown, string[]]>([
  [{ name: "abc", kind: "b", deep: { port: 1 }, list: [] }, []],
  [{}, ["site.name: is required"]],
  [{ name: "ab" }, ['site.name: must have at least 3 characters: current value is "ab"']],
  [{ name: 7 }, ["site.name: must be of type string: current value is 7"]],
  [{ name: "abc", kind: "c" }, ['site.kind: must be one of "a", "b": current value is "c"']],
  [{ name: "abc", nmae: 1 }, ["site.nmae: is not a setting. Remove it, or correct its spelling"]],
  [
    { name: "abc", nmae: 1, toString: 2, deep: { port: 1, prot: 2 } },
    ["site.deep.prot", "site.nmae", "site.toString"].map((path) => `${path}: is not a setting. Remove it, or correct its spelling`),
  ],
  [
    { name: "abc", ...(JSON.parse('{"constructor":1}') as object) },
    ["site.constructor: is not a setting. Remove it: JavaScript gives that name a meaning of its own"],
  ],
  [{ name: () => 1 }, ["site.name: must be of type string: current value is a function"]],
  [{ name: 1n }, ["site.name: must be of type string: current value is 1"]],
  [{ name: "abc", "a\nb": 1 }, ['site."a\\nb": is not a setting. Remove it, or correct its spelling']],
  [{ name: "abc", deep: { port: "1" } }, ['site.deep.port: must be of type number: current value is "1"']],
  [{ name: "abc", deep: [] }, ["site.deep.port: is required"]],
  [{ name: [], deep: "x" }, ["site.name: must be of type string: current value is a list", "site.deep: must be of type object: current value is a text"]],
  [
    { name: { a: 1 }, list: ["x", null] },
    ["site.name: must be of type string: current value is an object", "site.list.1: must be of type string: current value is null"],
  ],
  ["text", ["site: must be of type object: current value is a text"]],
])("%j has the faults %j", (value, faults) => expect(told(value)).toEqual(faults));

test.each([
  ["a".repeat(80), "a".repeat(80)],
  [`b${"a".repeat(80)}`, `b${"a".repeat(76)}...`],
])("a key of any length is shown in 80 characters: %s", (key, shown) => {
  expect(told({ name: "abc", [key]: 1 })).toEqual([`site.${shown}: is not a setting. Remove it, or correct its spelling`]);
});

test.each([
  ["a".repeat(78), `"${"a".repeat(78)}"`],
  [`b${"a".repeat(78)}`, `"b${"a".repeat(75)}...`],
])("a value of any length is shown in 80 characters: %s", (kind, shown) => {
  expect(told({ name: "abc", kind })).toEqual([`site.kind: must be one of "a", "b": current value is ${shown}`]);
});

test.each([
  [undefined, "is required"],
  [null, "must be an object: current value is null"],
  ["text", "must be an object: current value is a text"],
  [[], "must be an object: current value is a list"],
  [7, "must be an object: current value is 7"],
  [Promise.resolve({}), "must be settings that are known: they become known later"],
])("arguments must be settings that are known: %p", (args, problem) => {
  expect(argumentFaults({ entries: {} }, args, "server")).toStrictEqual([{ path: "server", problem }]);
});

test("a fault without a remedy has none", () => {
  expect(faultsOf(schema, { name: 7 }, "site")).toStrictEqual([{ path: "site.name", problem: "must be of type string: current value is 7" }]);
});

const ofWord = v.literal("word");
test.each([
  [78, `"${"x".repeat(78)}"`],
  [79, `"${"x".repeat(76)}...`],
])("a text of %d characters is shown within 80", (length, shown) => {
  expect(faultsOf(ofWord, "x".repeat(length), "p")[0]?.problem).toBe(`must be one of "word": current value is ${shown}`);
});

test("a plain object of another realm is settings as well", () => {
  expect(faultsOf(settings({ host: v.string() }), runInNewContext('({ host: "203.0.113.7" })'), "blog")).toEqual([]);
});

test("a resource in the place of settings is one fault, not one for each of its properties", () => {
  class Vps {
    readonly access = { host: "203.0.113.7" };
    readonly urn = "urn:1";
  }
  expect(faultsOf(settings({ access: settings({ host: v.string() }) }), { access: new Vps() }, "blog")).toEqual([
    { path: "blog.access", problem: "must be of type object: current value is a Vps" },
  ]);
});

test("a key is never shown", () => {
  expect(faultsOf(ofWord, "-----BEGIN PRIVATE KEY-----\nabc", "p")[0]?.problem).toBe('must be one of "word": current value is a private key');
});

test("what is secret is never shown: neither a wrong text, nor what stands in the place of settings", () => {
  const all = settings({ token: secret(v.pipe(v.string(), v.regex(/^a$/, "must be an a"))), group: secret(settings({ key: v.string() })) });
  expect(faultsOf(all, { token: "hunter2", group: "hunter2" }, "p")).toEqual([
    { path: "p.token", problem: "must be an a: its value is secret, and not shown" },
    { path: "p.group", problem: "must be of type object: its value is secret, and not shown" },
  ]);
  expect(faultsOf(all, { token: "a", group: {} }, "p")).toEqual([{ path: "p.group.key", problem: "is required" }]);
});

/** An output, as Pulumi marks it. */
const output = { __proto__: Object.prototype, __pulumiOutput: true };

describe("what becomes known later", () => {
  const all = settings({
    address: v.picklist(["a"]),
    name: v.string(),
    list: v.optional(v.array(v.pipe(v.string(), v.minLength(2, "must be long")))),
    file: v.optional(v.union([v.string(), settings({ file: v.string() })])),
    token: v.optional(secret(v.string())),
    environment: v.optional(v.record(v.string(), v.string())),
  });
  const paths = (value: unknown): string[] => faultsOf(all, value, "p").map(({ path }) => path);

  test.each([[output], [Promise.resolve("b")]])("%# is not judged before, and everything else is", (later) => {
    expect(paths({ address: later, name: 7 })).toEqual(["p.name"]);
    expect(paths({ address: later, name: "x", list: later, file: later, token: later, environment: later })).toEqual([]);
    expect(
      paths({ address: later, name: "x", list: [later, "x"], file: { file: later, other: 1 }, token: later, environment: { KIND: later, kind: later, A: 1 } }),
    ).toEqual(["p.list.1", "p.environment.A"]);
    expect(paths({ address: "b", name: "x" })).toEqual(["p.address"]);
  });

  const decides = "must be known when the program runs, as it decides what there is: current value becomes known later";
  const kinds = settings({
    server: v.variant("kind", [settings({ kind: v.literal("a"), x: v.optional(v.string()) }), settings({ kind: v.literal("b") })]),
    image: v.optional(v.string()),
    services: v.optional(v.array(v.string())),
  });

  test.each<[unknown, string[]]>([
    [{ server: { kind: output } }, ["p.server.kind"]],
    [{ server: output }, ["p.server"]],
    [{ server: { kind: "a", x: output }, image: output, services: output }, ["p.image", "p.services"]],
    [{ server: { kind: "a", x: output }, services: [output] }, []],
  ])("is refused in words where it decides what there is: %#", (value, refused) => {
    expect(faultsOf(kinds, value, "p").map(({ path, problem }) => [path, problem])).toEqual(refused.map((path) => [path, decides]));
  });

  test("is not shown when it turns out to be secret", () => {
    expect(faultsOf(all, { address: "hunter2", name: "x" }, "p", true)).toEqual([
      { path: "p.address", problem: 'must be one of "a": its value is secret, and not shown' },
    ]);
  });
});

test.each<[string, string, boolean]>([
  ["domain", "domain", true],
  ["domain", "domains", false],
  ["proxy.zone", "proxy", true],
  ["proxy.zone", "proxy.ssl", false],
  ["names", "names.0", true],
  ["services.*.serverName", "services.1.serverName", true],
  ["services.*.serverName", "services.1.tls", false],
])("a rule of %s looks at %s: %s", (path, place, looks) => expect(looksAt([path], place.split("."))).toBe(looks));
