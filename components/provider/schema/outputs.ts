import type { Comparison } from "./agreement";
import { isLiteral, type Field, type ObjectShape, type Shape, type Texts } from "./shape";

/** The fields that the schema shows of `fields`, which only a TypeScript type describes, not rules. Each must be documented. `owner` is their type's name. */
export function shownFields(fields: ObjectShape["fields"], owner: string, comparison: Comparison): ObjectShape["fields"] {
  const shown = Object.entries(fields).filter(([key]) => !comparison.isLeftOut(`${owner}.${key}`));
  return Object.fromEntries(shown.map(([key, field]) => [key, shownField(field, `${owner}.${key}`, comparison)]));
}

/** Every field may be an output: only arguments that decide which resources there are must be plain. */
function shownField(field: Field, place: string, comparison: Comparison): Field {
  if (!field.texts && !isLiteral(field.shape)) comparison.differ(place, "is not documented");
  return { ...field, ...(field.texts && { texts: withoutDefault(field.texts) }), shape: shownShape(field.shape, place, comparison), isEventual: true };
}

/** An SDK would fill in a default, but outputs must stay as the component set them. */
function withoutDefault({ description, withoutIt }: Texts): Texts {
  return { description, ...(withoutIt !== undefined && { withoutIt }) };
}

function shownShape(shape: Shape, place: string, comparison: Comparison): Shape {
  switch (shape.kind) {
    case "list":
      return { ...shape, items: shownShape(shape.items, place, comparison), isEventual: true };
    case "map":
      return { ...shape, values: shownShape(shape.values, place, comparison), isEventual: true };
    case "union":
      return { ...shape, options: shape.options.map((option) => shownShape(option, place, comparison)) };
    case "object":
      return { ...shape, fields: shownFields(shape.fields, shape.name ?? place, comparison) };
    case "string":
    case "number":
    case "integer":
    case "boolean":
    case "choice":
    case "resource":
    case "opaque":
      return shape;
  }
}
