import type { Field, Fields, ProviderSchema } from "./schema";

type Spec = Record<string, unknown>;

/**
 * The provider's package schema (https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/), with only
 * what the engine needs to write the code of an imported resource.
 */
export function packageSchema(name: string, version: string, schema: ProviderSchema): Spec {
  const types: Record<string, Spec> = {};
  const resources = Object.entries(schema.resources).map(([token, { inputs, outputs }]) => {
    const prefix = token.split(":").at(-1) ?? "";
    const inputProperties = properties(name, prefix, inputs, types);
    return [
      token,
      { inputProperties, requiredInputs: required(inputs), properties: { ...inputProperties, ...properties(name, prefix, outputs, types) } },
    ] as const;
  });
  return { name, version, types, resources: Object.fromEntries(resources) };
}

function required(fields: Fields): string[] {
  return Object.keys(fields).filter((name) => fields[name]?.required);
}

function properties(provider: string, prefix: string, fields: Fields, types: Record<string, Spec>): Record<string, Spec> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      { ...typeSpec(provider, prefix + name.charAt(0).toUpperCase() + name.slice(1), field, types), ...(field.secret && { secret: true }) },
    ]),
  );
}

/** Object types are named after their property, as in the vendors' schemas. */
function typeSpec(provider: string, name: string, field: Field, types: Record<string, Spec>): Spec {
  if (field.type.endsWith("[]")) return { type: "array", items: typeSpec(provider, name, { ...field, type: field.type.slice(0, -2) as Field["type"] }, types) };
  if (field.type === "any" || (field.type === "object" && !field.fields)) return { $ref: "pulumi.json#/Any" };
  if (field.type !== "object") return { type: field.type };
  const token = `${provider}:index/${name}:${name}`;
  types[token] = { type: "object", properties: properties(provider, name, field.fields ?? {}, types), required: required(field.fields ?? {}) };
  return { $ref: `#/types/${token}` };
}
