import type { State } from "./state";

/** https://docs.digitalocean.com/reference/api/digitalocean/#tag/Tags : letters, numbers, colons, dashes and underscores. */
export const tagNamePattern = /^[A-Za-z0-9:_-]{1,255}$/;

/** Creates the tags that do not exist yet. Names that differ only in case are the same tag. */
export function ensureTags(state: State, names: readonly string[]): void {
  for (const name of names) if (!state.tags.get(name.toLowerCase())) state.tags.put({ id: name.toLowerCase(), name });
}

export function hasTag({ tags }: { readonly tags: readonly string[] }, tag: string): boolean {
  return tags.some((each) => each.toLowerCase() === tag.toLowerCase());
}
