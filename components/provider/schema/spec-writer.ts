import { isLiteral, literalOf, type ChoiceShape, type Field, type ObjectShape, type Shape, type UnionShape } from "./shape";
import type { EnumTypeSpec, ObjectTypeSpec, PropertySpec, TypeSpec } from "./spec";

/** Writes shapes as types of a package's schema. It keeps each named type once. */
export class SpecWriter {
  readonly types: Record<string, ObjectTypeSpec | EnumTypeSpec> = {};
  /** Shapes that other languages do not have, and names of two different types. */
  readonly faults: string[] = [];

  constructor(private readonly packageName: string) {}

  /** The token of a resource, component or type. */
  token(name: string): string {
    return `${this.packageName}:index:${name}`;
  }

  /** The properties of `owner`, and which of them are required. Types without a name are named after their owner and property. */
  properties(fields: ObjectShape["fields"], owner: string): Pick<ObjectTypeSpec, "properties" | "required"> {
    const entries = Object.entries(fields);
    return {
      properties: Object.fromEntries(entries.map(([key, field]) => [key, this.property(field, `${owner}${capitalised(key)}`)])),
      required: entries.filter(([, { isOptional }]) => !isOptional).map(([key]) => key),
    };
  }

  private property(field: Field, name: string): PropertySpec {
    const { shape, texts, isEventual } = field;
    const description = isLiteral(shape) ? `Always ${JSON.stringify(shape.values[0])}.` : describe(field);
    return {
      ...this.type(shape, name, isEventual),
      ...(description !== undefined && { description }),
      ...(isLiteral(shape) && { const: shape.values[0] as string | number }),
      ...(texts?.default !== undefined && { default: texts.default }),
      ...((field.isSecret || isSecretThroughout(shape)) && { secret: true }),
    };
  }

  private type(shape: Shape, name: string, isEventual: boolean): TypeSpec {
    return { ...this.bareType(shape, name, isEventual), ...(!isEventual && { plain: true }) };
  }

  private bareType(shape: Shape, name: string, isEventual: boolean): TypeSpec {
    switch (shape.kind) {
      case "string":
      case "number":
      case "integer":
      case "boolean":
        return { type: shape.kind };
      case "choice":
        return shape.values.length === 1 ? { type: scalarOf(shape) } : this.named(shape.name ?? name, enumType(shape));
      case "list":
        return { type: "array", items: this.type(shape.items, name, shape.isEventual) };
      case "map":
        return { type: "object", additionalProperties: this.type(shape.values, name, shape.isEventual) };
      case "object":
        return this.objectType(shape, shape.name ?? name);
      case "union":
        return this.unionType(shape, shape.name ?? name, isEventual);
      case "resource":
        return { $ref: `#/resources/${this.token(shape.name)}` };
      case "opaque":
        this.faults.push(`${name} is ${shape.what}, which no other language has: leave it out`);
        return {};
    }
  }

  private objectType({ description, fields }: ObjectShape, name: string): TypeSpec {
    return this.named(name, { type: "object", ...(description !== undefined && { description }), ...this.properties(fields, name) });
  }

  private unionType({ options, discriminator }: UnionShape, name: string, isEventual: boolean): TypeSpec {
    const oneOf = options.map((option) => {
      const value = discriminator === undefined ? undefined : literalOf(option, discriminator);
      return this.type(option, `${name}${capitalised(String(value ?? ""))}`, isEventual);
    });
    if (discriminator === undefined) return { oneOf };
    const mapping = Object.fromEntries(options.map((option, index) => [String(literalOf(option, discriminator)), oneOf[index]?.$ref ?? ""]));
    return { oneOf, discriminator: { propertyName: discriminator, mapping } };
  }

  private named(name: string, spec: ObjectTypeSpec | EnumTypeSpec): TypeSpec {
    const token = this.token(name);
    const known = this.types[token];
    if (known && structure(known) !== structure(spec)) this.faults.push(`${name} is the name of two different types`);
    this.types[token] ??= spec;
    return { $ref: `#/types/${token}` };
  }
}

/** A type without what only an argument's rules add. Of an argument's and an output's type, the argument's is kept, as it comes first. */
function structure(spec: ObjectTypeSpec | EnumTypeSpec): string {
  return JSON.stringify(spec, (key, value: unknown) => {
    if (key === "plain" || key === "default" || (key === "description" && typeof value === "string")) return undefined;
    return value === "integer" ? "number" : value;
  });
}

/** Settings are secret as a whole if all their fields are: SDKs can mark only a resource's top-level arguments as secret. */
function isSecretThroughout(shape: Shape): boolean {
  return shape.kind === "object" && Object.values(shape.fields).every(({ isSecret }) => isSecret);
}

/** What anyone expects of a setting that is not given. */
const expected = new Set(["none", "false"]);

function describe({ texts, rules }: Field): string | undefined {
  if (!texts) return undefined;
  const without = texts.withoutIt === undefined || expected.has(texts.withoutIt) ? [] : [`Default: ${texts.withoutIt}`];
  const demanded = rules.length === 0 ? [] : [capitalised(rules.join(", ").replaceAll(", must be ", ", "))];
  return [texts.description, ...demanded, ...without].map(sentence).join(" ");
}

function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}

function enumType({ values, ...shape }: ChoiceShape): EnumTypeSpec {
  return { type: scalarOf({ ...shape, values }), enum: values.map((value) => ({ name: valueName(value), value })) };
}

function scalarOf({ values }: ChoiceShape): "string" | "integer" {
  return values.every((value) => typeof value === "number") ? "integer" : "string";
}

/** A name that every language allows: `rsa-2048` is `Rsa2048`, `1.2` is `V1_2`. */
function valueName(value: string | number): string {
  const words = String(value).split("-").map(capitalised).join("").replaceAll(".", "_");
  return /^\d/.test(words) ? `V${words}` : words;
}

/** `self-signed` as a part of a name: `SelfSigned`. */
function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
