/** A word that every POSIX shell reads as exactly `text` (XCU 2.2.2: nothing is special between single quotes but the quote). */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Shell commands that set the variables; `undefined` unsets one. */
export function renderEnvironment(variables: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(variables)
    .map(([name, value]) => (value === undefined ? `unset ${name}\n` : `export ${name}=${quote(value)}\n`))
    .join("");
}
