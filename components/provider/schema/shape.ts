/** What a value looks like, read from a valibot schema or from a TypeScript type: what the two have in common, and Pulumi's package schema can say. */
export type Shape = ScalarShape | ChoiceShape | ListShape | MapShape | ObjectShape | UnionShape | ResourceShape | OpaqueShape;

/** Any text, number or boolean. */
export interface ScalarShape {
  readonly kind: "string" | "number" | "integer" | "boolean";
}

/** One of these values. */
export interface ChoiceShape {
  readonly kind: "choice";
  readonly values: readonly (string | number)[];
  /** What TypeScript calls it. */
  readonly name?: string;
}

/** A list. */
export interface ListShape {
  readonly kind: "list";
  readonly items: Shape;
  /** Whether each may be known later. */
  readonly isEventual: boolean;
}

/** Values by names that the user chooses. */
export interface MapShape {
  readonly kind: "map";
  readonly values: Shape;
  /** Whether each may be known later. */
  readonly isEventual: boolean;
}

/** Settings by their names. */
export interface ObjectShape {
  readonly kind: "object";
  readonly fields: Readonly<Record<string, Field>>;
  /** What TypeScript calls it. */
  readonly name?: string;
  readonly description?: string;
}

/** One of several shapes. */
export interface UnionShape {
  readonly kind: "union";
  readonly options: readonly Shape[];
  /** The field that tells the options apart. */
  readonly discriminator?: string;
  /** What TypeScript calls it. */
  readonly name?: string;
  readonly description?: string;
}

/** A resource of Pulumi's: a reference, where a schema has one. */
export interface ResourceShape {
  readonly kind: "resource";
  readonly name: string;
}

/** What neither side describes further: a function, or anything at all. */
export interface OpaqueShape {
  readonly kind: "opaque";
  readonly what: string;
}

/** One setting of an object. */
export interface Field {
  readonly shape: Shape;
  readonly isOptional: boolean;
  /** Whether it may be known later: by its type it may be a `pulumi.Input`, by its rule it does not decide which resources there are. */
  readonly isEventual: boolean;
  readonly isSecret: boolean;
  /** What the rules say beyond the shape, as sentences without subject: "must be at least 1". */
  readonly rules: readonly string[];
  readonly texts?: Texts;
}

/** What a documentation says about a setting. */
export interface Texts {
  readonly description: string;
  /** What happens without the setting, in words. */
  readonly withoutIt?: string;
  /** The value that leaving it out stands for, where that is one value. */
  readonly default?: string | number | boolean;
}

/** Whether a shape is a choice of one value. */
export function isLiteral(shape: Shape): shape is ChoiceShape {
  return shape.kind === "choice" && shape.values.length === 1;
}

/** The one value that a field of settings can have, if it is one. */
export function literalOf(shape: Shape, key: string): string | number | undefined {
  const field = shape.kind === "object" ? shape.fields[key]?.shape : undefined;
  return field && isLiteral(field) ? field.values[0] : undefined;
}

/** The field that tells settings apart: a literal in each of them, and another one in each. */
export function discriminatorOf([first, ...others]: readonly Shape[]): string | undefined {
  if (first?.kind !== "object" || others.length === 0) return undefined;
  return Object.keys(first.fields).find((key) => {
    const values = [first, ...others].map((shape) => literalOf(shape, key));
    return !values.includes(undefined) && new Set(values).size === values.length;
  });
}
