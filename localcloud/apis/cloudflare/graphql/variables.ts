import { Kind, visit, type DocumentNode, type ValueNode } from "graphql";
import { isObject } from "../body";

/**
 * The query with the values in the place of its variables. Cloudflare looks at a value where it is used, not at what its declaration says: the examples of
 * its documentation declare `$filter: filter`, which is no type, or nothing at all.
 */
export function withValues(document: DocumentNode, variables: Readonly<Record<string, unknown>>): DocumentNode {
  return visit(document, {
    VariableDefinition: () => null,
    Variable: ({ name }) => literal(variables[name.value]),
  });
}

const name = (value: string) => ({ kind: Kind.NAME, value }) as const;

function literal(value: unknown): ValueNode {
  if (Array.isArray(value)) return { kind: Kind.LIST, values: value.map(literal) };
  if (isObject(value))
    return { kind: Kind.OBJECT, fields: Object.entries(value).map(([key, each]) => ({ kind: Kind.OBJECT_FIELD, name: name(key), value: literal(each) })) };
  if (typeof value === "string") return { kind: Kind.STRING, value };
  if (typeof value === "boolean") return { kind: Kind.BOOLEAN, value };
  if (typeof value === "number") return { kind: Number.isInteger(value) ? Kind.INT : Kind.FLOAT, value: String(value) };
  return { kind: Kind.NULL };
}
