import { componentRules } from "../../../../components/provider/schema/catalog";
import { shapeOfEntries } from "../../../../components/provider/schema/rule-shape";
import type { Shape } from "../../../../components/provider/schema/shape";

/** Whether a path, as rules for combinations have it, leads to a setting in this shape. */
function leadsInto(shape: Shape, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return true;
  if (shape.kind === "union") return shape.options.some((option) => leadsInto(option, [first, ...rest]));
  if (shape.kind === "list" || shape.kind === "map") return first === "*" && leadsInto(shape.kind === "list" ? shape.items : shape.values, rest);
  const field = shape.kind === "object" ? shape.fields[first] : undefined;
  return field !== undefined && leadsInto(field.shape, rest);
}

// A rule waits for the settings that it names: under a wrong name it would judge a value that is known later.
test.each(Object.entries(componentRules))("the rules for combinations of %s name settings that there are", (_component, { entries, combinations = [] }) => {
  const named = combinations.flatMap(({ of }) => of);
  expect(named.filter((path) => !leadsInto(shapeOfEntries(entries), path.split(".")))).toEqual([]);
});
