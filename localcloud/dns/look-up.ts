import type { ZoneData, ZoneRecord } from "../zones/zone";
import { ancestors } from "../zones/names";

/** A name in the DNS, with its records. */
export interface Node {
  /** Whether the name exists, if only because something is below it (RFC 8020, 2). */
  readonly exists: boolean;
  readonly records: readonly ZoneRecord[];
}

/** The records that answer for `name`, in zone `zoneName`: its own, or those of the wildcard that covers it (RFC 4592, 3.3.1). */
export function lookUp(zones: ZoneData, zoneName: string, name: string): Node {
  const own = zones.recordsAt(name);
  if (own.length > 0 || name === zoneName || zones.hasDescendants(name)) return { exists: true, records: own };
  for (const ancestor of ancestors(name)) {
    const covering = zones.recordsAt(`*.${ancestor}`);
    const isClosestEncloser = ancestor === zoneName || covering.length > 0 || zones.hasDescendants(ancestor) || zones.recordsAt(ancestor).length > 0;
    if (isClosestEncloser) return { exists: covering.length > 0, records: covering };
  }
  return { exists: false, records: [] };
}
