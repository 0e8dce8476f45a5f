import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ipv6Of } from "../hosts/ipv6";
import type { Instance } from "../instance";

/** A file that lists other ranges of the edge, one per line, to rehearse a change. */
export const edgeRangesFile = ({ directory }: Pick<Instance, "directory">): string => join(directory, "edge-ranges");

/** The ranges that the edge's requests come from, or those in the file. */
export function edgeRanges(instance: Instance): string[] {
  const file = edgeRangesFile(instance);
  if (!existsSync(file)) return [`${instance.gateway}/32`, `${ipv6Of(instance.gateway)}/128`];
  return readFileSync(file, "utf8").split("\n").filter(Boolean);
}
