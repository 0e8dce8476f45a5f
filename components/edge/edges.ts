import * as v from "valibot";
import type { Fault } from "../shared/fault";
import { registered } from "../shared/registered";
import { fieldsOf, settings } from "../shared/validation";
import { cloudflareWords } from "./cloudflare/request-headers";
import type { EdgeKind } from "./common/edge-kind";
import type { Edge } from "./common/request-headers";
import * as registry from "./registry";

/** What stands between the visitors and the host, if anything. */
export type EdgeSettings = NonNullable<(typeof registry)[keyof typeof registry]["type"]>;

const kinds: readonly EdgeKind<EdgeSettings>[] = registered(registry);

/** What may be said about what stands between the visitors and the host. */
export const edgeSchema = v.variant(
  "provider",
  kinds.map(({ entries }) => settings(entries)),
);

function kindOf(edge: unknown): EdgeKind<EdgeSettings> | undefined {
  const { provider } = fieldsOf(edge);
  return kinds.find((kind) => kind.provider === provider);
}

/** The settings that {@link edgeFaults} looks at. */
export const judgedSettings: readonly string[] = [...new Set(kinds.flatMap(({ judged = [] }) => judged))];

/** What is wrong with the settings of an edge beyond their shape, which may be any. */
export function edgeFaults(edge: unknown, path: string): Fault[] {
  return kindOf(edge)?.faults?.(fieldsOf(edge), path) ?? [];
}

/** Whether visitors reach the edge, and the edge alone the host; taken to be so of what is no edge's settings. */
export function isProxied(edge: unknown): boolean {
  return kindOf(edge)?.isProxied(fieldsOf(edge)) ?? true;
}

/** Whether the site's name and those of its services get records; taken to be so of what is no edge's settings. */
export function hasRecords(edge: unknown): boolean {
  return kindOf(edge)?.hasRecords ?? true;
}

/** The edge that asks from `ranges`; without any, what it would say is believed of nobody. */
export function edgeFrom(ranges: readonly string[]): Edge {
  return { ...cloudflareWords, ranges };
}
