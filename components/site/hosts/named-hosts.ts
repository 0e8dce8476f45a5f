import { fieldsOf } from "../../shared/validation";

/** The hosts of a site, each with the path of its setting; the first one is first. */
export function namedHosts({ host, otherHosts }: { readonly host?: unknown; readonly otherHosts?: unknown }): (readonly [path: string, host: unknown])[] {
  return [["host", host], ...Object.entries(fieldsOf(otherHosts)).map(([name, each]) => [`otherHosts.${name}`, each] as const)];
}
