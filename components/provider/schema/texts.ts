import type { Texts } from "./shape";

/** The texts of a setting, from its documentation and the text of its `@default`; undefined if it is not documented. */
export function textsOf(documentation: string, defaultText: string | undefined): Texts | undefined {
  const description = plain(documentation);
  if (description === "") return undefined;
  if (defaultText === undefined) return { description };
  const withoutIt = plain(defaultText);
  const value = literalIn(withoutIt);
  return { description, withoutIt, ...(value !== undefined && { default: value }) };
}

/** Replaces the links, which lead to TypeScript names, by their text. */
export function plain(documentation: string): string {
  return documentation.replaceAll(/\{@link ([^}|]+?)(?:\s*\|\s*([^}]+))?\}/g, (_link, name: string, text?: string) => text ?? `\`${name}\``).trim();
}

/** The value at the start of a `@default`, alone or before a colon and an explanation. Any other `@default` depends on something. */
function literalIn(text: string): string | number | boolean | undefined {
  const [, literal] = /^("[^"]*"|-?\d+(?:\.\d+)?|true|false)(?::\s|$)/.exec(text) ?? [];
  return literal === undefined ? undefined : (JSON.parse(literal) as string | number | boolean);
}
