import type { Texts } from "./shape";

/** The texts of a setting, from its documentation and the text of its `@default`; nothing when it is not documented. */
export function textsOf(documentation: string, defaultText: string | undefined): Texts | undefined {
  const description = plain(documentation);
  if (description === "") return undefined;
  if (defaultText === undefined) return { description };
  const withoutIt = plain(defaultText);
  const value = literalIn(withoutIt);
  return { description, withoutIt, ...(value !== undefined && { default: value }) };
}

/** Without the links, which lead to names of TypeScript's. */
export function plain(documentation: string): string {
  return documentation.replaceAll(/\{@link ([^}|]+?)(?:\s*\|\s*([^}]+))?\}/g, (_link, name: string, text?: string) => text ?? `\`${name}\``).trim();
}

/** The value that a `@default` begins with, alone or before a colon that explains it; in other cases it depends on something. */
function literalIn(text: string): string | number | boolean | undefined {
  const [, literal] = /^("[^"]*"|-?\d+(?:\.\d+)?|true|false)(?::\s|$)/.exec(text) ?? [];
  return literal === undefined ? undefined : (JSON.parse(literal) as string | number | boolean);
}
