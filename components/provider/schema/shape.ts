/** The shape of a value, read from a valibot schema or a TypeScript type: what both can express, and Pulumi's package schema as well. */
export type Shape = ScalarShape | ChoiceShape | ListShape | MapShape | ObjectShape | UnionShape | ResourceShape | OpaqueShape;

/** Any text, number or boolean. */
export interface ScalarShape {
  readonly kind: "string" | "number" | "integer" | "boolean";
}

/** One of these values. */
export interface ChoiceShape {
  readonly kind: "choice";
  readonly values: readonly (string | number)[];
  /** Its name in TypeScript. */
  readonly name?: string;
}

/** A list. */
export interface ListShape {
  readonly kind: "list";
  readonly items: Shape;
  /** Whether an item may be an output, known only later. */
  readonly isEventual: boolean;
}

/** Values by names that the user chooses. */
export interface MapShape {
  readonly kind: "map";
  readonly values: Shape;
  /** Whether a value may be an output, known only later. */
  readonly isEventual: boolean;
}

/** Settings by their names. */
export interface ObjectShape {
  readonly kind: "object";
  readonly fields: Readonly<Record<string, Field>>;
  /** Its name in TypeScript. */
  readonly name?: string;
  readonly description?: string;
}

/** One of several shapes. */
export interface UnionShape {
  readonly kind: "union";
  readonly options: readonly Shape[];
  /** The field that tells the options apart. */
  readonly discriminator?: string;
  /** Its name in TypeScript. */
  readonly name?: string;
  readonly description?: string;
}

/** A Pulumi resource; the schema has a reference to it. */
export interface ResourceShape {
  readonly kind: "resource";
  readonly name: string;
}

/** A shape that is not described further, like a function. */
export interface OpaqueShape {
  readonly kind: "opaque";
  readonly what: string;
}

/** One setting of an object. */
export interface Field {
  readonly shape: Shape;
  readonly isOptional: boolean;
  /** Whether it may be an output, known only later. By its type: it may be a `pulumi.Input`. By its rule: it does not decide which resources there are. */
  readonly isEventual: boolean;
  readonly isSecret: boolean;
  /** What the rules demand beyond the shape, as parts of a sentence without a subject: "must be at least 1". */
  readonly rules: readonly string[];
  readonly texts?: Texts;
}

/** What the documentation says about a setting. */
export interface Texts {
  readonly description: string;
  /** What happens without the setting, in words. */
  readonly withoutIt?: string;
  /** The value that applies without the setting, if it is one fixed value. */
  readonly default?: string | number | boolean;
}

/** Whether a shape is a choice of one value. */
export function isLiteral(shape: Shape): shape is ChoiceShape {
  return shape.kind === "choice" && shape.values.length === 1;
}

/** The value of a field that is a literal. */
export function literalOf(shape: Shape, key: string): string | number | undefined {
  const field = shape.kind === "object" ? shape.fields[key]?.shape : undefined;
  return field && isLiteral(field) ? field.values[0] : undefined;
}

/** The field that tells settings apart: a literal in each, with a different value in each. */
export function discriminatorOf([first, ...others]: readonly Shape[]): string | undefined {
  if (first?.kind !== "object" || others.length === 0) return undefined;
  return Object.keys(first.fields).find((key) => {
    const values = [first, ...others].map((shape) => literalOf(shape, key));
    return !values.includes(undefined) && new Set(values).size === values.length;
  });
}
