import { covers } from "./names";

/** The names without those that one of the wildcards covers: some CAs refuse both in one order. */
export function leastNames(names: readonly string[]): string[] {
  const wildcards = { dnsNames: names.filter((name) => name.startsWith("*.")), addresses: [] };
  return names.filter((name) => name.startsWith("*.") || !covers(wildcards, name));
}
