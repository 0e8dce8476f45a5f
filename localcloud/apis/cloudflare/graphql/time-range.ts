import { timeDimensions, type Dataset } from "./datasets";
import { conditionOf, type Filter } from "./filter";
import { quota } from "./refusals";

/** Refuses a range that is too wide, or begins too long ago, for the zone's plan. `now` is in seconds since 1970. */
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

/** A filter for one instant, minute, hour or day is both the first and the last bound. Filters in OR set no bounds. */
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

/** In the API's form: `1w`, `2d3h`. */
export function duration(seconds: number): string {
  let rest = Math.round(seconds);
  const parts = units.flatMap(([unit, size]) => {
    const number = Math.floor(rest / size);
    rest -= number * size;
    return number > 0 ? [`${String(number)}${unit}`] : [];
  });
  return parts.join("") || "0s";
}
