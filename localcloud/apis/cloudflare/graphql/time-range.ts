import { timeDimensions, type Dataset } from "./datasets";
import { conditionOf, type Filter } from "./filter";
import { quota } from "./refusals";

/** Refuses what the plan of the zone does not answer: a range that is too wide, or that begins too long ago. Seconds since 1970. */
export function demandRange(zoneId: string, { maxDuration, notOlderThan }: Dataset, filter: Filter, now: number): void {
  const bounds = boundsOf(filter);
  const from = Math.max(...bounds.from);
  const width = Math.min(now, ...bounds.to) - from;
  if (width > maxDuration) {
    const spans = Number.isFinite(width) ? `, but your query time range spans ${duration(width)}` : "";
    throw quota(`zone "${zoneId}" cannot request a time range wider than ${duration(maxDuration)}${spans}`);
  }
  const age = now - from;
  if (age > notOlderThan)
    throw quota(`zone "${zoneId}" cannot request data older than ${duration(notOlderThan)}, but your query requests data from ${duration(age)} ago`);
}

interface Bounds {
  readonly from: number[];
  readonly to: number[];
}

/** An instant, a minute, an hour or a day that is named is both. What is in OR bounds nothing. */
function boundsOf(filter: Filter): Bounds {
  const bounds: Bounds = { from: [], to: [] };
  for (const [condition, wanted] of Object.entries(filter)) {
    const [name, operator] = conditionOf(condition);
    const step = timeDimensions[name];
    if (condition === "AND") {
      for (const inner of (wanted as readonly Filter[]).map(boundsOf)) {
        bounds.from.push(...inner.from);
        bounds.to.push(...inner.to);
      }
    } else if (step !== undefined) {
      const second = Date.parse(String(wanted)) / 1000;
      if (["", "gt", "geq"].includes(operator)) bounds.from.push(second);
      if (["", "lt", "leq"].includes(operator)) bounds.to.push(operator === "lt" ? second : second + step - 1);
    }
  }
  return bounds;
}

const units = [
  ["w", 604_800],
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
  ["s", 1],
] as const;

/** In the way of the API: `1w`, `2d3h`. */
export function duration(seconds: number): string {
  let rest = Math.round(seconds);
  const parts = units.flatMap(([unit, size]) => {
    const number = Math.floor(rest / size);
    rest -= number * size;
    return number > 0 ? [`${String(number)}${unit}`] : [];
  });
  return parts.join("") || "0s";
}
