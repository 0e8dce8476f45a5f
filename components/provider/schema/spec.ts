/** The part of Pulumi's package schema that tlsup uses. Source: https://www.pulumi.com/docs/iac/extending-pulumi/schema/ */
export interface PackageSpec {
  readonly name: string;
  readonly version: string;
  readonly [metadata: string]: unknown;
  readonly types: Readonly<Record<string, ObjectTypeSpec | EnumTypeSpec>>;
  readonly resources: Readonly<Record<string, ResourceSpec>>;
}

/** The type of a value. */
export interface TypeSpec {
  readonly type?: "string" | "number" | "integer" | "boolean" | "array" | "object";
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
  readonly $ref?: string;
  readonly oneOf?: readonly TypeSpec[];
  readonly discriminator?: { readonly propertyName: string; readonly mapping: Readonly<Record<string, string>> };
  /** It must not be an output, as it decides which resources there are. */
  readonly plain?: true;
}

/** A property of a type or a resource. */
export interface PropertySpec extends TypeSpec {
  readonly description?: string;
  readonly const?: string | number;
  readonly default?: string | number | boolean;
  readonly secret?: true;
}

/** A type with properties. */
export interface ObjectTypeSpec {
  readonly type: "object";
  readonly description?: string;
  readonly properties: Readonly<Record<string, PropertySpec>>;
  readonly required: readonly string[];
}

/** A type with a fixed set of values. */
export interface EnumTypeSpec {
  readonly type: "string" | "integer";
  readonly description?: string;
  readonly enum: readonly { readonly name: string; readonly value: string | number }[];
}

/** A resource, or a component. */
export interface ResourceSpec {
  readonly isComponent?: true;
  readonly description: string;
  readonly inputProperties: Readonly<Record<string, PropertySpec>>;
  readonly requiredInputs: readonly string[];
  readonly properties: Readonly<Record<string, PropertySpec>>;
  readonly required?: readonly string[];
}
