import inputs from "../inputs.json";
import type { Plain } from "./value";

export type FieldType = "string" | "number" | "boolean" | "any" | "object" | "string[]" | "number[]" | "object[]";

/** The description of one property; README.md explains each key. */
export interface Field {
  readonly type: FieldType;
  readonly required?: boolean;
  readonly replaces?: boolean;
  readonly replacesWhen?: "true->false" | "old-state-value-is-PEM" | "set-in-program";
  readonly default?: Plain;
  readonly computed?: boolean;
  readonly autoName?: boolean;
  readonly secret?: boolean;
  readonly set?: boolean;
  readonly fields?: Fields;
}

export type Fields = Readonly<Record<string, Field>>;

export interface ResourceSchema {
  readonly inputs: Fields;
  /** Properties that exist only as outputs. */
  readonly outputs: Fields;
}

export interface ConfigField extends Field {
  /** Environment variables that are read in this order if the program's configuration has no value. */
  readonly env?: readonly string[];
}

export interface ProviderSchema {
  readonly config: Readonly<Record<string, ConfigField>>;
  readonly resources: Readonly<Record<string, ResourceSchema>>;
  readonly functions: Readonly<Record<string, { readonly inputs: Fields }>>;
}

export type ProviderName = keyof typeof inputs;

export const providerNames = Object.keys(inputs) as ProviderName[];

export function providerSchema(name: ProviderName): ProviderSchema {
  return inputs[name] as unknown as ProviderSchema;
}
