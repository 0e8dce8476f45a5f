import * as v from "valibot";
import type { Fault } from "../shared/fault";
import { registered } from "../shared/registered";
import { fieldsOf, settings } from "../shared/validation";
import { cloudflareWords } from "./cloudflare/request-headers";
import type { EdgeKind } from "./common/edge-kind";
import type { Edge } from "./common/request-headers";
import * as registry from "./registry";

/** The settings of the edge between visitors and host, if any. */
export type EdgeSettings = NonNullable<(typeof registry)[keyof typeof registry]["type"]>;

const kinds: readonly EdgeKind<EdgeSettings>[] = registered(registry);

/** The schema of {@link EdgeSettings}. */
export const edgeSchema = v.variant(
  "provider",
  kinds.map(({ entries }) => settings(entries)),
);

function kindOf(edge: unknown): EdgeKind<EdgeSettings> | undefined {
  const { provider } = fieldsOf(edge);
  return kinds.find((kind) => kind.provider === provider);
}

/** The settings that {@link edgeFaults} reads. */
export const judgedSettings: readonly string[] = [...new Set(kinds.flatMap(({ judged = [] }) => judged))];

/** Faults in an edge's settings beyond their shape. The settings may have any shape. */
export function edgeFaults(edge: unknown, path: string): Fault[] {
  return kindOf(edge)?.faults?.(fieldsOf(edge), path) ?? [];
}

/** Whether visitors connect to the edge, and only the edge to the host. Also true if the settings are not those of an edge. */
export function isProxied(edge: unknown): boolean {
  return kindOf(edge)?.isProxied(fieldsOf(edge)) ?? true;
}

/** Whether the site's name and those of its services get records. Also true if the settings are not those of an edge. */
export function hasRecords(edge: unknown): boolean {
  return kindOf(edge)?.hasRecords ?? true;
}

/** The edge that connects from `ranges`. If they are empty, the edge's headers are never trusted. */
export function edgeFrom(ranges: readonly string[]): Edge {
  return { ...cloudflareWords, ranges };
}
