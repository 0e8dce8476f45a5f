import { literal } from "../../../literal";
import type { Tally } from "../../../traffic/tallies";
import { timeDimensions, timeValue } from "./datasets";

export type Value = string | number;

/** A query's filter: dimensions with operators, and filters in AND and OR. */
export interface Filter {
  readonly [condition: string]: Value | readonly Value[] | readonly Filter[] | undefined;
}

export function matches(tally: Tally, filter: Filter): boolean {
  return Object.entries(filter).every(([condition, wanted]) => {
    if (condition === "AND") return (wanted as readonly Filter[]).every((each) => matches(tally, each));
    if (condition === "OR") return (wanted as readonly Filter[]).some((each) => matches(tally, each));
    const [name, operator] = conditionOf(condition);
    return operators[operator]?.(valueOf(tally, name), comparable(name, wanted)) ?? false;
  });
}

/** A tally's value of a dimension. */
export function valueOf({ second, dimensions }: Tally, name: string): Value {
  return name in timeDimensions ? timeValue(name, second) : (dimensions[name] ?? "");
}

export function conditionOf(condition: string): [name: string, operator: string] {
  const [, name = condition, operator = ""] = /^(.*?)(?:_([a-z]+))?$/.exec(condition) ?? [];
  return [name, operator];
}

type Wanted = Value | readonly Value[];

/** Times are compared in the form of the answers: in UTC, to the second. */
function comparable(name: string, wanted: unknown): Wanted {
  if (!(name in timeDimensions)) return wanted as Wanted;
  const told = (text: Value): string => timeValue(name === "date" ? "date" : "datetime", Date.parse(String(text)) / 1000);
  return Array.isArray(wanted) ? wanted.map(told) : told(wanted as Value);
}

const includes = (list: Wanted, value: Value): boolean => Array.isArray(list) && list.includes(value);
const isLike = (value: Value, pattern: Wanted): boolean => new RegExp(`^${String(pattern).split("%").map(literal).join(".*")}$`, "s").test(String(value));

const operators: Readonly<Record<string, (value: Value, wanted: Wanted) => boolean>> = {
  "": (value, wanted) => value === wanted,
  neq: (value, wanted) => value !== wanted,
  gt: (value, wanted) => value > wanted,
  geq: (value, wanted) => value >= wanted,
  lt: (value, wanted) => value < wanted,
  leq: (value, wanted) => value <= wanted,
  in: (value, wanted) => includes(wanted, value),
  notin: (value, wanted) => !includes(wanted, value),
  like: isLike,
  notlike: (value, wanted) => !isLike(value, wanted),
};
