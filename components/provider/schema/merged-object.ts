import type { Field, ObjectShape, Shape } from "./shape";

/**
 * One object with the fields of all members of a union, except forbidden ones. A field is required if every member requires it. Undefined for
 * other shapes.
 */
export function mergedObject(shape: Shape): ObjectShape | undefined {
  if (shape.kind !== "object" && shape.kind !== "union") return undefined;
  const options = shape.kind === "object" ? [shape] : shape.options;
  const members = options.filter((option) => option.kind === "object");
  if (members.length !== options.length) return undefined;
  const keys = [...new Set(members.flatMap(({ fields }) => Object.keys(fields)))];
  const fields = keys.flatMap((key) => {
    const field = mergedField(members.map((member) => member.fields[key]));
    return field ? [[key, field] as const] : [];
  });
  const { name, description } = shape;
  return { kind: "object", fields: Object.fromEntries(fields), ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
}

/** A field that some members lack or forbid is optional, and no default applies to all of them. */
function mergedField(fields: readonly (Field | undefined)[]): Field | undefined {
  const given = fields.filter((field) => field !== undefined && !(field.shape.kind === "opaque" && field.shape.what === "never")) as readonly Field[];
  const [first] = given;
  if (!first) return undefined;
  const isEverywhere = given.length === fields.length;
  const shapes = [...new Map(given.map(({ shape }) => [JSON.stringify(shape), shape])).values()];
  const isDocumented = given.every((field) => field.texts !== undefined);
  const { isEventual, isSecret, rules } = first;
  const texts = mergedTexts(
    given.flatMap((field) => field.texts ?? []),
    isEverywhere,
  );
  const isOptional = !isEverywhere || given.some((field) => field.isOptional);
  return { shape: combined(shapes), isOptional, isEventual, isSecret, rules, ...(isDocumented && { texts }) };
}

/** What the members say of a field, each thing once. */
function mergedTexts(all: readonly NonNullable<Field["texts"]>[], isEverywhere: boolean): NonNullable<Field["texts"]> {
  const said = (texts: readonly (string | undefined)[]): string => {
    const each = [...new Set(texts.filter((text) => text !== undefined))];
    return each.filter((text) => !each.some((other) => other !== text && other.startsWith(text))).join(" — ");
  };
  const [description, withoutIt] = [said(all.map((each) => each.description)), said(all.map((each) => each.withoutIt))];
  if (!isEverywhere) return { description, withoutIt: withoutIt || "none" };
  const [value, ...otherValues] = new Set(all.flatMap((each) => (each.default === undefined ? [] : [each.default])));
  return { description, ...(withoutIt && { withoutIt }), ...(value !== undefined && otherValues.length === 0 && { default: value }) };
}

function combined(shapes: readonly Shape[]): Shape {
  const [first] = shapes;
  if (first && shapes.length === 1) return first;
  if (shapes.every((shape) => shape.kind === "choice")) return { kind: "choice", values: [...new Set(shapes.flatMap(({ values }) => values))] };
  return { kind: "union", options: shapes };
}
