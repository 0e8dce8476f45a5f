import { Kind, visit, type DocumentNode, type ValueNode } from "graphql";
import { isObject } from "../body";

/**
 * The query with its variables replaced by their values. Cloudflare checks a value where it is used, not by its declaration: the examples in
 * its documentation declare `$filter: filter`, which is not a type, or declare nothing.
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
