import type { State } from "./state";

/** Makes the tags that do not exist yet; names differ in more than case. */
export function ensureTags(state: State, names: readonly string[]): void {
  for (const name of names) if (!state.tags.get(name.toLowerCase())) state.tags.put({ id: name.toLowerCase(), name });
}
