import { operationsOf } from "../../../components/provider/execution/operations";
import { schemaSources } from "../../../components/provider/execution/generate-schema";
import { inputFaults } from "../../../components/provider/input-check";
import { root } from "../../support/environment";
import { ownResources } from "../../support/own-resources";

const kinds = Object.keys(ownResources);

test.each(kinds)("%s takes what it can do", (kind) => {
  expect(inputFaults(operationsOf(`tlsup:index:${kind}`), ownResources[kind] ?? {})).toEqual([]);
});

test.each(kinds)("%s names every input that is missing, and one that it does not have", (kind) => {
  const operations = operationsOf(`tlsup:index:${kind}`);
  const required = Object.entries(operations.rules)
    .filter(([, { type }]) => type !== "optional")
    .map(([name]) => name);
  expect(inputFaults(operations, { novelty: 1 }).map(({ reason }) => reason)).toEqual([
    ...required.map(() => "is required"),
    "is not a setting. Remove it, or correct its spelling",
  ]);
});

test.each(kinds)("%s is imported with inputs that it has, each of them needed or taken, or is refused in a sentence", (kind) => {
  const { importing, rules } = operationsOf(`tlsup:index:${kind}`);
  if ("reason" in importing) return expect(importing.reason).toMatch(/^[a-z][^.]+/);
  const asked = [...importing.needs, ...importing.takes];
  expect(asked.filter((name) => !Object.hasOwn(rules, name))).toEqual([]);
  expect(new Set(asked).size).toBe(asked.length);
});

test("what must be given is the same by the rules and by the types of every resource", () => {
  const byRules = kinds.map((kind) => {
    const rules = Object.entries(operationsOf(`tlsup:index:${kind}`).rules);
    return [kind, Object.fromEntries(rules.map(([name, { type }]) => [name, type === "optional"]))] as const;
  });
  const byTypes = schemaSources(root).resources.map(({ name, inputs }) => {
    return [name, Object.fromEntries(Object.entries(inputs).map(([key, { isOptional }]) => [key, isOptional]))] as const;
  });
  expect(Object.fromEntries(byRules)).toEqual(Object.fromEntries(byTypes));
}, 60_000);
