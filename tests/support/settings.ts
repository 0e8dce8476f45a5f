import type * as v from "valibot";
import { innerOf } from "../../components/shared/validation";

/** The parts of a schema that this walk uses. */
interface Schema {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly options?: readonly unknown[];
  readonly wrapped?: Schema;
  readonly item?: Schema;
  readonly value?: Schema;
  readonly literal?: unknown;
}

/** A setting that may be a text, and a function that makes a complete value with a text in that place. */
export interface TextSetting {
  readonly path: string;
  readonly place: (text: string) => unknown;
}

/** All settings in a schema that may be texts, in each of its variants. Other required fields come from `samples`, by the field's name. */
export function textSettings(schema: v.GenericSchema, samples: Readonly<Record<string, unknown>>): TextSetting[] {
  return walk(schema as unknown as Schema, "", samples);
}

function walk(schema: Schema, path: string, samples: Readonly<Record<string, unknown>>): TextSetting[] {
  switch (schema.type) {
    case "string":
    case "picklist":
      return [{ path, place: (text) => text }];
    case "unknown":
      return hidden(schema, path, samples);
    case "number":
    case "boolean":
    case "literal":
      return [];
    case "optional":
      return walk(wrapped(schema.wrapped, path), path, samples);
    case "array":
      return walk(wrapped(schema.item, path), `${path}[]`, samples).map(({ path: at, place }) => ({ path: at, place: (text) => [place(text)] }));
    case "record":
      return [
        { path: `${path}{key}`, place: (text) => ({ [text]: "value" }) },
        ...walk(wrapped(schema.value, path), `${path}{}`, samples).map(({ path: at, place }) => ({
          path: at,
          place: (text: string) => ({ KEY: place(text) }),
        })),
      ];
    case "union":
    case "variant":
      return (schema.options as readonly Schema[]).flatMap((option) => walk(option, path, samples));
    case "object":
    case "loose_object":
      return entries(schema, path, samples);
    default:
      throw new Error(`Cannot look for texts in a schema of the type ${schema.type}, at ${path}: teach tests/support/settings.ts`);
  }
}

/** Of rules for values that look like a record, its texts. Any other rules are for a text. */
function hidden(schema: Schema, path: string, samples: Readonly<Record<string, unknown>>): TextSetting[] {
  const inner = innerOf(schema as unknown as v.GenericSchema);
  return inner?.schema.type === "record" ? walk(inner.schema as unknown as Schema, path, samples) : [{ path, place: (text) => text }];
}

function entries({ entries: fields = {} }: Schema, path: string, samples: Readonly<Record<string, unknown>>): TextSetting[] {
  const kind = Object.values(fields).find(({ type }) => type === "literal")?.literal;
  const here = kind === undefined ? path : `${path}(${String(kind)})`;
  const whole = Object.fromEntries(
    Object.entries(fields).flatMap(([key, field]) => {
      if (field.type === "optional") return [];
      if (field.type === "literal") return [[key, field.literal]];
      const sample = samples[key];
      if (sample === undefined) throw new Error(`Cannot fill in ${here}.${key}, which is required: add a sample of it`);
      return [[key, sample]];
    }),
  );
  return Object.entries(fields).flatMap(([key, field]) =>
    walk(field, `${here}.${key}`, samples).map(({ path: at, place }) => ({ path: at, place: (text: string) => ({ ...whole, [key]: place(text) }) })),
  );
}

function wrapped(schema: Schema | undefined, path: string): Schema {
  if (!schema) throw new Error(`Cannot look for texts at ${path}: the schema there holds none`);
  return schema;
}
