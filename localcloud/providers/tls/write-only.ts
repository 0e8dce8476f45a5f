import type { Properties } from "../contract/value";

/** Inputs for the state: a write-only value (`...Wo`) is used but not stored. */
export function withoutWriteOnly<Map extends object>(inputs: Map): Map {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.endsWith("Wo"))) as Map;
}

/** The same, in the type of the state. */
export function kept(inputs: object): Properties {
  return withoutWriteOnly(inputs as Properties);
}
