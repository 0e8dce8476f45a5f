import { stripVTControlCharacters } from "node:util";

/** Text in one line that Markdown shows verbatim. */
export function code(text: string): string {
  return `\`${text.replace(/\s+/g, " ").replaceAll("`", "'").replaceAll("|", "\\|").trim()}\``;
}

/** Text in several lines, shown verbatim but for its colours. */
export function block(text: string): string {
  return `~~~text\n${stripVTControlCharacters(text).replaceAll("~~~", "~ ~ ~").trim()}\n~~~`;
}
