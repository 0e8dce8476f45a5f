import type { Properties } from "../contract/value";

/** Inputs as state keeps them: a write-only value (`...Wo`) is used and forgotten. */
export function withoutWriteOnly<Map extends object>(inputs: Map): Map {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.endsWith("Wo"))) as Map;
}

/** The same as state. */
export function kept(inputs: object): Properties {
  return withoutWriteOnly(inputs as Properties);
}
