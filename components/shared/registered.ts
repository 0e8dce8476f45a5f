/** What a registry has, in the order of its names: that of a module's exports depends on who compiled it. */
export function registered<Entry>(registry: Readonly<Record<string, Entry>>): Entry[] {
  return Object.entries(registry)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, entry]) => entry);
}
