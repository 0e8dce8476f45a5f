import type * as v from "valibot";
import { innerOf, shape as deciding } from "../../shared/validation";
import { isLiteral, type Field, type ObjectShape, type Shape } from "./shape";

/** The parts of a valibot schema that are read here. */
type Looked = v.GenericSchema & {
  readonly pipe?: readonly Looked[];
  readonly message?: unknown;
  readonly wrapped?: Looked;
  readonly entries?: Readonly<Record<string, Looked>>;
  readonly options?: readonly unknown[];
  readonly key?: unknown;
  readonly item?: Looked;
  readonly value?: Looked;
  readonly literal?: unknown;
};

/** The shape of a component's arguments by its rules. */
export function shapeOfEntries(entries: Readonly<Record<string, v.GenericSchema>>): ObjectShape {
  const fields = Object.entries(entries).map(([key, schema]): [string, Field] => {
    const found = fieldOf(schema as Looked);
    return [key, { ...found, isEventual: !deciding.some((each) => each === key) && !decidesShape(found.shape) }];
  });
  return { kind: "object", fields: Object.fromEntries(fields) };
}

/** The shape of the values that a valibot schema takes. */
export function shapeOfRule(schema: v.GenericSchema): Shape {
  return fieldOf(schema as Looked).shape;
}

const field = { isOptional: false, isEventual: true, isSecret: false, rules: [] as readonly string[] };

/** Reads a schema and its wrappers: whether it is optional or secret, and its further rules. */
function fieldOf(schema: Looked): Field {
  const inner = innerOf(schema);
  if (inner) {
    const found = fieldOf(inner.schema as Looked);
    return { ...found, isSecret: found.isSecret || inner.mark === "secret" };
  }
  if (schema.type === "optional" && schema.wrapped) return { ...fieldOf(schema.wrapped), isOptional: true };
  const [first, ...checks] = schema.pipe ?? [];
  if (!first) return { ...field, shape: baseShape(schema) };
  const base = fieldOf(first);
  const rules = checks.map(({ message }) => message).filter((message) => typeof message === "string");
  const isWhole = base.shape.kind === "number" && checks.some(({ type }) => type === "integer");
  return { ...base, shape: isWhole ? { kind: "integer" } : base.shape, rules: [...base.rules, ...rules] };
}

function baseShape(schema: Looked): Shape {
  switch (schema.type) {
    case "string":
    case "number":
    case "boolean":
      return { kind: schema.type };
    case "literal":
      return { kind: "choice", values: [schema.literal as string | number] };
    case "picklist":
      return { kind: "choice", values: schema.options as readonly (string | number)[] };
    case "array":
      return listOf(innerShape(schema.item));
    case "record":
      return mapOf(innerShape(schema.value));
    case "object":
    case "loose_object":
      return shapeOfEntries(schema.entries ?? {});
    case "variant":
      return { kind: "union", discriminator: String(schema.key), options: (schema.options as readonly Looked[]).map(shapeOfRule) };
    case "union":
      return united((schema.options as readonly Looked[]).map(shapeOfRule));
    default:
      return { kind: "opaque", what: schema.type };
  }
}

/** Several rules for what looks the same, as the names of several vendors, are one shape. */
function united(options: readonly Shape[]): Shape {
  const [first, ...others] = [...new Map(options.map((option) => [JSON.stringify(option), option])).values()];
  return first && others.length === 0 ? first : { kind: "union", options };
}

function listOf(items: Shape): Shape {
  return { kind: "list", items, isEventual: !decidesShape(items) };
}

function mapOf(values: Shape): Shape {
  return { kind: "map", values, isEventual: !decidesShape(values) };
}

/** Whether a value decides which resources there are: one of several kinds, or several of them. */
function decidesShape(shape: Shape): boolean {
  switch (shape.kind) {
    case "choice":
      return isLiteral(shape);
    case "object":
      return Object.values(shape.fields).some((each) => isLiteral(each.shape));
    case "union":
      return shape.discriminator !== undefined;
    case "list":
    case "map":
      return !shape.isEventual;
    case "string":
    case "number":
    case "integer":
    case "boolean":
    case "resource":
    case "opaque":
      return false;
  }
}

function innerShape(schema: Looked | undefined): Shape {
  return schema ? shapeOfRule(schema) : { kind: "opaque", what: "nothing" };
}
