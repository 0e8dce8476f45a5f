/** The names of all properties of `T`, optional ones included: a list that lacks one does not compile. */
export type Keys<T> = Readonly<Record<keyof T, true>>;

/** The properties of `value` that `keys` names and that are set. */
export function picked<T extends object>(value: T, keys: Keys<T>): T {
  return Object.fromEntries(Object.entries(value).filter(([key, part]) => Object.hasOwn(keys, key) && part !== undefined)) as T;
}
