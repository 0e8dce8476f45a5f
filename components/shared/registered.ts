/** A registry's entries, sorted by name: the order of a module's exports depends on the compiler. */
export function registered<Entry>(registry: Readonly<Record<string, Entry>>): Entry[] {
  return Object.entries(registry)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, entry]) => entry);
}
