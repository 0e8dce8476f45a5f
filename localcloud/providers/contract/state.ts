import type { ResourceSchema } from "./schema";
import { equal } from "./equality";
import { isSecret, Secret, unknown, type Properties, type Value, type ValueMap } from "./value";

/** Outputs as the engine stores them: secret if the schema says so, or if the input of that name was secret. */
export function markSecrets(schema: ResourceSchema, state: object, inputs: ValueMap): ValueMap {
  const entries = Object.entries(state as Properties).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const field = schema.outputs[name] ?? schema.inputs[name];
      const secret = field?.secret || isSecret(inputs[name] ?? null);
      return [name, secret ? new Secret(value) : value];
    }),
  );
}

/** The outputs that a preview shows for a resource to be created. */
export function previewOfCreate(schema: ResourceSchema, inputs: ValueMap): ValueMap {
  const preview: Record<string, Value> = {};
  for (const name of Object.keys(schema.outputs)) preview[name] = unknown;
  for (const [name, field] of Object.entries(schema.inputs)) {
    if (inputs[name] !== undefined) preview[name] = inputs[name];
    else if (field.computed) preview[name] = unknown;
  }
  return preview;
}

/** The outputs that a preview shows for a resource to be updated in place. */
export function previewOfUpdate(schema: ResourceSchema, state: ValueMap, inputs: ValueMap): ValueMap {
  const preview: Record<string, Value> = {};
  for (const name of Object.keys(schema.outputs)) preview[name] = state[name] ?? unknown;
  for (const [name, field] of Object.entries(schema.inputs)) {
    if (inputs[name] !== undefined) preview[name] = inputs[name];
    else if (field.computed) preview[name] = state[name] ?? unknown;
  }
  return preview;
}

/**
 * The inputs that correspond to a resource after a read. A value keeps the program's own form while
 * the resource has not changed. In an import there are no old inputs: then all that a program would have to write.
 */
export function inputsFromRead(schema: ResourceSchema, oldInputs: ValueMap, oldState: Properties, state: Properties): ValueMap {
  const importing = Object.keys(oldInputs).length === 0;
  const inputs: Record<string, Value> = importing ? {} : { ...oldInputs };
  for (const [name, field] of Object.entries(schema.inputs)) {
    const value = state[name];
    if (importing) {
      const telling = value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
      if (telling && !(field.computed && !field.required)) inputs[name] = value;
    } else if (name in inputs && !equal(field, oldState[name], value)) {
      if (value === undefined || value === null) Reflect.deleteProperty(inputs, name);
      else inputs[name] = isSecret(inputs[name] ?? null) ? new Secret(value) : value;
    }
  }
  return inputs;
}
