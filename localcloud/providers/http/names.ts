import type { Plain, Properties } from "../contract/value";

/** JSON of an API (`name_servers`) in the form of a program (`nameServers`), at every depth, without nulls. */
export function camelCase(json: unknown): Plain {
  if (Array.isArray(json)) return json.map(camelCase);
  if (typeof json !== "object" || json === null) return json as Plain;
  const entries = Object.entries(json).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase()), camelCase(value)]));
}

/** The reverse. */
export function snakeCase(properties: Properties | Plain): unknown {
  if (Array.isArray(properties)) return properties.map(snakeCase);
  if (typeof properties !== "object" || properties === null) return properties;
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), snakeCase(value)]),
  );
}
