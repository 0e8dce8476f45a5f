import type * as v from "valibot";
import { innerOf } from "../../shared/validation";
import type { Field, ObjectShape, Shape } from "./shape";

/** A valibot schema as far as it is looked into. */
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

/** What the arguments of a component look like by its rules. */
export function shapeOfEntries(entries: Readonly<Record<string, v.GenericSchema>>): ObjectShape {
  return { kind: "object", fields: Object.fromEntries(Object.entries(entries).map(([key, schema]) => [key, fieldOf(schema as Looked)])) };
}

/** What a value looks like that a valibot schema takes. */
export function shapeOfRule(schema: v.GenericSchema): Shape {
  return fieldOf(schema as Looked).shape;
}

const field = { isOptional: false, isEventual: false, isSecret: false, rules: [] as readonly string[] };

/** A schema with everything around it: what is optional, known later, secret, or narrowed by further rules. */
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
      return { kind: "list", items: innerShape(schema.item) };
    case "record":
      return { kind: "map", values: innerShape(schema.value) };
    case "object":
    case "loose_object":
      return shapeOfEntries(schema.entries ?? {});
    case "variant":
      return { kind: "union", discriminator: String(schema.key), options: (schema.options as readonly Looked[]).map(shapeOfRule) };
    case "union":
      return { kind: "union", options: (schema.options as readonly Looked[]).map(shapeOfRule) };
    default:
      return { kind: "opaque", what: schema.type };
  }
}

function innerShape(schema: Looked | undefined): Shape {
  return schema ? shapeOfRule(schema) : { kind: "opaque", what: "nothing" };
}
