import { Later, read, sourceOf, textOf, type SeenResource } from "./resources";

/** The names that lead past the edge to an address behind it. A wildcard is one as well, or a name that no site may have. */
export function namesPast(domain: string, records: readonly SeenResource[]): string[] {
  const own = records.filter((each) => textOf(each, "name") === domain && mayBeProxied(each));
  const ends = new Set(own.flatMap((each) => pathsFrom(each, records).map(endOf)));
  const isPast = (path: readonly SeenResource[]): boolean => !path.some(mayBeProxied) && ends.has(endOf(path));
  const past = records.filter((each) => pathsFrom(each, records).some(isPast));
  return [...new Set(past.flatMap((each) => textOf(each, "name") ?? []))].filter((name) => name !== domain);
}

function mayBeProxied(record: SeenResource): boolean {
  const proxied = read(record, "proxied");
  return proxied === true || proxied instanceof Later;
}

/** The records that lead from one to an address, or to a name of others. */
function pathsFrom(record: SeenResource, records: readonly SeenResource[], before: readonly SeenResource[] = []): SeenResource[][] {
  const path = [...before, record];
  const target = textOf(record, "type") === "CNAME" ? sourceOf(record, "content") : undefined;
  if (target === undefined) return [path];
  const next = records.filter((each) => !path.includes(each) && [textOf(each, "name"), each.urn].includes(target));
  return next.length === 0 ? [path] : next.flatMap((each) => pathsFrom(each, records, path));
}

/** The address. One that is not known is no other's. */
function endOf(path: readonly SeenResource[]): unknown {
  const end = path.at(-1);
  return (end && sourceOf(end, "content")) ?? path;
}
