import type { ResourceSchema } from "../../../../localcloud/providers/contract/schema";
import { inputsFromRead, markSecrets, previewOfCreate, previewOfUpdate } from "../../../../localcloud/providers/contract/state";
import { Secret, unknown } from "../../../../localcloud/providers/contract/value";

const schema: ResourceSchema = {
  inputs: {
    name: { type: "string", required: true, computed: true },
    size: { type: "string" },
    region: { type: "string", computed: true },
    tags: { type: "string[]", set: true },
    password: { type: "string", secret: true },
  },
  outputs: { address: { type: "string" }, key: { type: "string", secret: true } },
};

test("a preview of a new resource has what the program writes; what the vendor decides is not known yet, and the rest is not there", () => {
  expect(previewOfCreate(schema, { name: "web", tags: [] })).toEqual({ address: unknown, key: unknown, name: "web", region: unknown, tags: [] });
});

test("a preview of a change keeps what the vendor has decided, as far as it has", () => {
  const state = { address: "192.0.2.1", name: "old", size: "small", region: "fra1" };
  expect(previewOfUpdate(schema, state, { name: "web" })).toEqual({ address: "192.0.2.1", key: unknown, name: "web", region: "fra1" });
  expect(previewOfUpdate(schema, {}, { name: "web", size: "large" })).toEqual({ address: unknown, key: unknown, name: "web", size: "large", region: unknown });
});

test("an output is secret by the schema, or as the program's input was", () => {
  const state = { name: "web", size: "small", password: "p", key: "k", address: "a", region: null, tags: undefined };
  expect(markSecrets(schema, state, { size: new Secret("small") })).toEqual({
    ...{ name: "web", size: new Secret("small"), password: new Secret("p"), key: new Secret("k"), address: "a" },
  });
});

describe("the inputs after a read", () => {
  const read = (oldInputs: object, oldState: object, state: object) => inputsFromRead(schema, oldInputs as never, oldState as never, state as never);

  test("of an import are all that a program has to write, and nothing that is empty", () => {
    const state = { name: "web", size: "small", region: "fra1", tags: ["a"], password: "p", address: "192.0.2.1" };
    expect(read({}, {}, state)).toEqual({ name: "web", size: "small", tags: ["a"], password: "p" });
    expect(read({}, {}, { name: "", size: null, tags: [], password: undefined })).toEqual({});
  });

  test("keep the program's own form while the resource is as it was", () => {
    expect(read({ name: "Web", tags: ["b", "a"] }, { name: "web", tags: ["a", "b"] }, { name: "web", tags: ["b", "a"] })).toEqual({
      name: "Web",
      tags: ["b", "a"],
    });
  });

  test("follow a change of the resource, keep a secret secret, and lose what is gone", () => {
    const before = { name: "web", size: "small", password: "old" };
    expect(read({ ...before, password: new Secret("old") }, before, { name: "api", size: null, password: "new" })).toEqual({
      name: "api",
      password: new Secret("new"),
    });
    expect(read({ name: "web", size: "small" }, before, { name: "web" })).toEqual({ name: "web" });
  });

  test("never gain what the program does not write", () => {
    expect(read({ name: "web" }, { name: "web" }, { name: "web", size: "large", region: "ams3" })).toEqual({ name: "web" });
  });
});
