/** Header fields by lower-case name, each with its lines in order (RFC 9110 section 5). */
export type Fields = Map<string, string[]>;

/** Fields for one connection only, which a proxy removes (RFC 9110 section 7.6.1). */
const hopByHop = ["connection", "proxy-connection", "keep-alive", "te", "transfer-encoding", "upgrade", "proxy-authenticate", "proxy-authorization"];

export function fieldsOf(rawHeaders: readonly string[]): Fields {
  const fields: Fields = new Map();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = String(rawHeaders[index]).toLowerCase();
    fields.set(name, [...(fields.get(name) ?? []), String(rawHeaders[index + 1])]);
  }
  return fields;
}

/** The members of a comma-separated field, trimmed and in lower case. */
export function members(fields: Fields, name: string): string[] {
  return (fields.get(name) ?? [])
    .flatMap((line) => line.split(","))
    .map((member) => member.trim().toLowerCase())
    .filter(Boolean);
}

/** Removes the fields for one connection only: the fixed list, and all that `Connection` names. */
export function withoutHopByHop(fields: Fields): Fields {
  const dropped = new Set([...hopByHop, ...members(fields, "connection")]);
  return new Map([...fields].filter(([name]) => !dropped.has(name)));
}

/** Trailer fields, in the form of node's `addTrailers`. */
export function trailersOf(rawTrailers: readonly string[]): Record<string, string | string[]> {
  return Object.fromEntries(entriesOf(fieldsOf(rawTrailers)));
}

/** In the form of node's `setHeader`: a single line as a string. */
export function entriesOf(fields: Fields): [string, string | string[]][] {
  return [...fields].map(([name, lines]) => [name, lines.length === 1 ? String(lines[0]) : lines]);
}
