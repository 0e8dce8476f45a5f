/** The names of all properties of `T`, optional ones as well: a list that lacks one does not compile. */
export type Keys<T> = Readonly<Record<keyof T, true>>;

/** The properties of `value` that `keys` names, less those that are absent. */
export function picked<T extends object>(value: T, keys: Keys<T>): T {
  return Object.fromEntries(Object.entries(value).filter(([key, part]) => Object.hasOwn(keys, key) && part !== undefined)) as T;
}
