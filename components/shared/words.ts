/** Names as alternatives in a sentence: `nginx, caddy or apache`. */
export function oneOf(names: readonly string[]): string {
  return names.length <= 1 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
}

/** Things as a list in a sentence: `80, 443 and 5432`. */
export function enumerated(things: readonly (string | number)[]): string {
  return things.length <= 1 ? things.join("") : `${things.slice(0, -1).join(", ")} and ${String(things.at(-1))}`;
}
