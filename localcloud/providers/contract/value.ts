/** A property's value without secrets and unknowns: plain JSON. */
export type Plain = null | boolean | number | string | readonly Plain[] | Properties;

export interface Properties {
  readonly [name: string]: Plain;
}

/** A value that a preview does not know yet: an output of a resource that does not exist. */
export const unknown = Symbol("unknown");

/** A value that the engine encrypts in the state and masks on the screen. */
export class Secret {
  constructor(readonly value: Value) {}
}

/** A property's value as the engine sends it. */
export type Value = null | boolean | number | string | typeof unknown | Secret | readonly Value[] | ValueMap;

export interface ValueMap {
  readonly [name: string]: Value;
}

export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Secret);
}

/** The same value without the marks; calls `seen` if there was one. */
export function reveal(value: Value, seen?: () => void): Value {
  if (value instanceof Secret) {
    seen?.();
    return reveal(value.value, seen);
  }
  if (isList(value)) return value.map((item) => reveal(item, seen));
  if (isMap(value)) return revealMap(value, seen);
  return value;
}

export function revealMap(map: ValueMap, seen?: () => void): ValueMap {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, reveal(value, seen)]));
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isSecret(value: Value): boolean {
  let secret = false;
  reveal(value, () => (secret = true));
  return secret;
}

export function hasUnknown(value: Value): boolean {
  if (value === unknown) return true;
  if (value instanceof Secret) return hasUnknown(value.value);
  if (isList(value)) return value.some(hasUnknown);
  return isMap(value) && Object.values(value).some(hasUnknown);
}

/**
 * Plain properties, without the secret marks.
 * @throws {Error} if a value is unknown, which the engine excludes outside previews.
 */
export function toPlain(map: ValueMap): Properties {
  for (const [name, value] of Object.entries(map)) {
    if (hasUnknown(value)) throw new Error(`Cannot use property "${name}" as a value: it is not known yet`);
  }
  return revealMap(map) as Properties;
}

/** A copy without some of its properties. */
export function without<Map extends object, Name extends keyof Map>(map: Map, ...names: readonly Name[]): Omit<Map, Name> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !names.includes(name as Name))) as Omit<Map, Name>;
}
