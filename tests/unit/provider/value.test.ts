import {
  concealed,
  holdsUnknown,
  markSecrets,
  reveal,
  secret,
  unknown,
  withoutNothing,
  withoutNulls,
  type Json,
  type Properties,
} from "../../../components/provider/value";

const marked: Properties = { plain: "a", whole: secret({ b: "c" }), list: ["d", secret("e")], deep: { open: 1, hidden: secret(true) } };

test("marks are taken off at every depth", () => {
  expect(reveal({ ...marked, twice: secret({ inner: secret(null) }) })).toEqual({
    plain: "a",
    whole: { b: "c" },
    list: ["d", "e"],
    deep: { open: 1, hidden: true },
    twice: { inner: null },
  });
});

/** An output that a component is given. Without a value it is not known yet. */
const output = (value?: Json): Properties => ({
  "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  ...(value !== undefined && { value, secret: true, dependencies: ["urn:pulumi:dev::site::a:b:C::key"] }),
});

test("what is null is left out at every depth, also as an output or a secret, but not what a list holds, nor what is not known yet", () => {
  const none = { none: null, secret: secret(null), output: output(null), both: secret(output(null)), deep: output({ none: null }) };
  const sent = { ...none, list: [null, { ...none, one: 1 }, output(null)], later: output(), hidden: secret(output()), zero: output(0) };
  const { deep, ...rest } = withoutNulls(sent);
  expect(rest).toEqual({ list: [null, { deep, one: 1 }, output(null)], later: output(), hidden: secret(output()), zero: output(0) });
  expect(deep).toEqual(output({}));
});

test("a secret that is nothing is not there, and one that is not known yet is", () => {
  const known = { key: secret("k"), later: secret(unknown), open: null };
  expect(withoutNothing({ ...known, nothing: secret(null) })).toEqual(known);
});

test("what came in secret goes out secret, as deep as it was", () => {
  expect(markSecrets(reveal(marked), [], marked)).toEqual(marked);
});

test("a property is secret by its name, once", () => {
  expect(markSecrets({ key: "k", other: "o", known: secret("s") }, ["key", "known"])).toEqual({ key: secret("k"), other: "o", known: secret("s") });
});

test.each<[string, Properties, Properties]>([
  ["a list that became longer", { list: ["d", "e", "f"] }, { list: secret(["d", "e", "f"]) }],
  ["an object that became a text", { deep: "x" }, { deep: secret("x") }],
  ["an object with another property", { deep: { open: 1, hidden: false, more: 2 } }, { deep: { open: 1, hidden: secret(false), more: 2 } }],
  ["an object without its secret", { deep: { open: 2 } }, { deep: { open: 2 } }],
])("%s shows no secret", (_what, properties, expected) => {
  expect(markSecrets(properties, [], marked)).toEqual(expected);
});

test.each<[string, string, Properties]>([
  ["to [secret], at a: [secret] and [secret]", "to blog.test, at a: key and 54321", { a: secret({ b: ["blog.test", { c: "key" }], d: 54321 }) }],
  ["[secret] and [secret]", "10.0.0.1/32 and 10.0.0.1", { a: secret("10.0.0.1"), b: [secret("10.0.0.1/32")] }],
  ["port 22 in [secret], in a flash", "port 22 in ash, in a flash", { short: secret("ash"), shorter: secret("in"), number: secret(22), none: secret("") }],
  ["it is a [secret]", "it is a secret", { a: secret("secret"), b: secret("cret"), open: "it is" }],
])("a message with secrets says: %s", (expected, message, properties) => expect(concealed(message, [properties])).toBe(expected));

test.each<[Properties[string] | undefined, boolean]>([
  [unknown, true],
  [{ a: [{ b: unknown }] }, true],
  [secret(unknown), true],
  ["1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", true],
  [undefined, false],
  [null, false],
  [[{ a: "known" }, 0, false], false],
])("%j holds something unknown: %s", (value, expected) => expect(holdsUnknown(value)).toBe(expected));
