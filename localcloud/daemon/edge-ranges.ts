import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ipv6Of } from "../hosts/ipv6";
import type { Instance } from "../instance";

/** The ranges that the edge's requests come from. To rehearse a change, list other ranges in the file `edge-ranges` in the state folder, one per line. */
export function edgeRanges(instance: Instance): string[] {
  const file = join(instance.directory, "edge-ranges");
  if (!existsSync(file)) return [`${instance.gateway}/32`, `${ipv6Of(instance.gateway)}/128`];
  return readFileSync(file, "utf8").split("\n").filter(Boolean);
}
