import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from "graphql";
import type { Tally } from "../../../traffic/tallies";
import { valueOf, type Value } from "./filter";

/** A row of an answer. */
export interface Group {
  count: number;
  readonly avg: { readonly sampleInterval: number };
  readonly sum: Record<string, number>;
  readonly dimensions: Readonly<Record<string, Value>>;
}

/** The tallies, grouped by the query's dimensions. Unlike Cloudflare's, they are not sampled. */
export function groupsOf(tallies: readonly Tally[], dimensions: readonly string[], sums: readonly string[]): Group[] {
  const groups = new Map<string, Group>();
  for (const tally of tallies) {
    const told = Object.fromEntries(dimensions.map((each) => [each, valueOf(tally, each)]));
    const key = JSON.stringify(told);
    let group = groups.get(key);
    if (!group) {
      group = { count: 0, avg: { sampleInterval: 1 }, sum: Object.fromEntries(sums.map((each) => [each, 0])), dimensions: told };
      groups.set(key, group);
    }
    group.count += tally.count;
    for (const each of sums) group.sum[each] = (group.sum[each] ?? 0) + (tally.sums[each] ?? 0);
  }
  return [...groups.values()];
}

/** Sorted by `orders` such as `count_DESC`, `sum_visits_ASC`, `datetimeHour_ASC`; the first takes precedence. */
export function ordered(groups: readonly Group[], orders: readonly string[]): Group[] {
  const compare = (one: Group, other: Group): number => {
    for (const order of orders) {
      const [, by = "", direction = ""] = /^(.*)_(ASC|DESC)$/.exec(order) ?? [];
      const [first, second] = [keyOf(one, by), keyOf(other, by)];
      if (first !== second) return first < second === (direction === "ASC") ? -1 : 1;
    }
    return 0;
  };
  return [...groups].sort(compare);
}

function keyOf({ count, sum, dimensions }: Group, by: string): Value {
  if (by === "count") return count;
  return (by.startsWith("sum_") ? sum[by.slice("sum_".length)] : dimensions[by]) ?? 0;
}

/** The fields that a query selects below `node` of a row, e.g. its dimensions, by which the rows are grouped. */
export function selectedBelow(node: string, { fieldNodes, fragments }: GraphQLResolveInfo): string[] {
  const fieldsOf = (set: SelectionSetNode | undefined): { readonly name: string; readonly set: SelectionSetNode | undefined }[] =>
    (set?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [{ name: selection.name.value, set: selection.selectionSet }];
      return fieldsOf(selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments[selection.name.value]?.selectionSet);
    });
  const nodes = fieldNodes.flatMap(({ selectionSet }) => fieldsOf(selectionSet)).filter(({ name }) => name === node);
  return [...new Set(nodes.flatMap(({ set }) => fieldsOf(set)).map(({ name }) => name))];
}
