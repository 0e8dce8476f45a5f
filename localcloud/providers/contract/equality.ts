import type { Field } from "./schema";
import { isList, isMap, unknown, type Value } from "./value";

/** Whether two values are equal for the provider: it ignores absent fields and the order of a set. */
export function equal(field: Field, left: Value | undefined, right: Value | undefined): boolean {
  return canonical(field, left) === canonical(field, right);
}

/** A text that is the same for equal values. */
export function canonical(field: Field, value: Value | undefined): string {
  if (value === undefined || value === null) return "";
  if (value === unknown) return "?";
  if (isList(value)) {
    const items = value.map((item) => canonical({ type: "any", ...(field.fields && { fields: field.fields }) }, item));
    if (items.length === 0) return "";
    return `[${(field.set ? items.sort() : items).join()}]`;
  }
  if (isMap(value)) {
    const entries = Object.keys(value)
      .sort()
      .map((name) => [name, canonical(field.fields?.[name] ?? { type: "any" }, value[name])] as const)
      .filter(([, text]) => text !== "");
    return `{${entries.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join()}}`;
  }
  return JSON.stringify(value);
}
