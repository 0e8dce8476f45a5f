import { destinationEntries } from "../../../components/shared/destination";
import { operationsOf } from "../../../components/provider/execution/operations";
import { schemaSources } from "../../../components/provider/execution/generate-schema";
import { inputFaults } from "../../../components/provider/input-check";
import type { Properties } from "../../../components/provider/value";
import { root } from "../../support/environment";
import { expectGolden } from "../../support/golden";
import { oneLine } from "../../support/hostile";
import { ownResources } from "../../support/own-resources";
import { changed, rulesIn } from "../../support/refusals";

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

/** The paths of all parts of a value, those that hold others first. */
function placesIn(value: unknown, prefix = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => (key.includes(".") ? [] : [`${prefix}${key}`, ...placesIn(part, `${prefix}${key}.`)]));
}

test.each(kinds)("%s says of each input which values it takes", (kind) => {
  const inputs = ownResources[kind] ?? {};
  const wrong = [null, -1, 0.5, "", oneLine, [], [oneLine], { "a b": oneLine }];
  const faults = placesIn(inputs).flatMap((place) =>
    wrong.flatMap((value) => inputFaults(operationsOf(`tlsup:index:${kind}`), changed(inputs, place, value) as Properties)),
  );
  const shown = faults.map(({ path, reason }) => ({ path: path.replace(" (its value is not shown)", ""), problem: reason }));
  expectGolden(`refusals/resources/${kind}.txt`, rulesIn(shown));
});

test.each(Object.keys(ownResources))("%s is imported from a machine that is reached by a sudo password or a jump host, if one can be given", (kind) => {
  const { importing, rules } = operationsOf(`tlsup:index:${kind}`);
  const { needs, takes } = "reason" in importing ? { needs: Object.keys(rules), takes: [] } : importing;
  expect([...needs, ...takes]).toEqual(expect.arrayContaining(Object.keys(destinationEntries).filter((name) => name in rules && name !== "machine")));
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
});
