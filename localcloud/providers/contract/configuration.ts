import { check, type CheckResult } from "./check";
import type { ConfigField } from "./schema";
import { hasUnknown, reveal, revealMap, Secret, toPlain, without, type Plain, type Properties, type Value, type ValueMap } from "./value";

type ConfigFields = Readonly<Record<string, ConfigField>>;

/** The faults of a provider's configuration, and its inputs with credentials as secrets. */
export function checkConfiguration(provider: string, fields: ConfigFields, inputs: ValueMap): CheckResult {
  const naming = { name: provider, seed: new Uint8Array() };
  const parsed: ValueMap = Object.fromEntries(Object.entries(inputs).map(([name, value]): [string, Value] => [name, fromText(fields[name], value)]));
  const withoutDefaults = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, without(field, "default")]));
  const { failures } = check({ token: `pulumi:providers:${provider}`, fields: withoutDefaults, old: {}, inputs: parsed, naming, converts: true });
  const marked = Object.entries(inputs).map(([name, value]): [string, Value] => [
    name,
    fields[name]?.secret && !(value instanceof Secret) ? new Secret(value) : value,
  ]);
  return { failures, inputs: Object.fromEntries(marked) };
}

/** The configuration's values: from the program, else from the environment, else the default. */
export function configurationFrom(fields: ConfigFields, inputs: ValueMap, environment: Readonly<Record<string, string | undefined>>): Properties {
  const known = toPlain(Object.fromEntries(Object.entries(revealMap(inputs)).filter(([, value]) => !hasUnknown(value))));
  const values: Record<string, Plain> = {};
  for (const [name, field] of Object.entries(fields)) {
    const fromEnvironment = (field.env ?? []).map((variable) => environment[variable]).find((text) => text);
    const value = known[name] ?? fromEnvironment ?? field.default;
    if (value !== undefined) values[name] = reveal(fromText(field, value)) as Plain;
  }
  return values;
}

/** The engine sends each value of a configuration as text: strings as they are, other values as JSON. */
function fromText(field: ConfigField | undefined, value: Value): Value {
  if (value instanceof Secret) return new Secret(fromText(field, value.value));
  if (field === undefined || field.type === "string" || typeof value !== "string") return value;
  try {
    return JSON.parse(value) as Plain;
  } catch {
    return value;
  }
}
