/** JSON with sorted keys, so that equal values have equal texts. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = new Map<string, unknown>(Object.entries(value));
  return `{${[...entries.keys()]
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(entries.get(key))}`)
    .join(",")}}`;
}
