/** RFC 1035, 3.3: a character string has at most 255 octets. */
const stringLimit = 255;

/**
 * The character strings of a TXT record's content. With quotes, as in a zone file (RFC 1035, 5.1), each quoted text is a
 * string; without quotes the whole content is one. A text that is too long for a string is split.
 * Undefined if a quotation mark is not closed or there is text outside the quotes.
 */
export function characterStrings(content: string): Buffer[] | undefined {
  return writtenStrings(content)?.flatMap(cut);
}

/** Whether a string of the content had to be split. */
export function isCut(content: string): boolean {
  return writtenStrings(content)?.some((string) => string.length > stringLimit) === true;
}

/** The content in a zone file's form. */
export function quoted(strings: readonly Buffer[]): string {
  return strings.map((string) => `"${string.toString("latin1").replace(/[\\"]|[^\x20-\x7e]/g, escape)}"`).join(" ");
}

function writtenStrings(content: string): Buffer[] | undefined {
  return content.startsWith('"') ? quotedStrings(content) : [Buffer.from(content)];
}

function quotedStrings(content: string): Buffer[] | undefined {
  const strings: Buffer[] = [];
  let rest = content;
  while (rest !== "") {
    const match = /^"((?:[^"\\]|\\[\s\S])*)"(?:\s+|$)/.exec(rest);
    const [all, inner] = match ?? [];
    if (all === undefined || inner === undefined) return undefined;
    strings.push(unescape(inner));
    rest = rest.slice(all.length);
  }
  return strings;
}

function unescape(text: string): Buffer {
  const parts = text.match(/\\(?:25[0-5]|2[0-4]\d|[01]\d\d)|\\[\s\S]|[^\\]+/g) ?? [];
  return Buffer.concat(parts.map((part) => (/^\\\d{3}$/.test(part) ? Buffer.from([Number(part.slice(1))]) : Buffer.from(part.replace(/^\\/, "")))));
}

function escape(character: string): string {
  return character === "\\" || character === '"' ? `\\${character}` : `\\${String(character.charCodeAt(0)).padStart(3, "0")}`;
}

function cut(string: Buffer): Buffer[] {
  const count = Math.max(1, Math.ceil(string.length / stringLimit));
  return Array.from({ length: count }, (_, index) => string.subarray(index * stringLimit, (index + 1) * stringLimit));
}
