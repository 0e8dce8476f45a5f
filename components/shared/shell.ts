/** Quotes any text as one word for a POSIX shell. Throws on a NUL, which no argument can contain. */
export function quote(text: string): string {
  if (text.includes("\0")) throw new Error("Cannot quote a text that holds a NUL character for the shell: remove it");
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
