import { ApiError } from "./errors";

type Json = Readonly<Record<string, unknown>>;

/** The comparisons of a filter. */
const operators: Readonly<Record<string, (present: unknown, wanted: unknown) => boolean>> = {
  "+neq": (present, wanted) => present !== wanted,
  "+gt": (present, wanted) => order(present, wanted) > 0,
  "+gte": (present, wanted) => order(present, wanted) >= 0,
  "+lt": (present, wanted) => order(present, wanted) < 0,
  "+lte": (present, wanted) => order(present, wanted) <= 0,
  "+contains": (present, wanted) => String(present).includes(String(wanted)),
};

/**
 * The items that the header `X-Filter` asks for, in its order.
 *
 * @throws ApiError 400 for a filter that is no JSON object or has an unknown operator.
 * @see https://techdocs.akamai.com/linode-api/reference/filtering-and-sorting
 */
export function filtered(items: readonly object[], header: string | undefined): object[] {
  if (header === undefined || header === "") return [...items];
  const { "+order_by": by, "+order": direction, ...conditions } = parsed(header);
  const selected = items.filter((item) => matches(item, conditions));
  if (typeof by !== "string") return selected;
  const sign = direction === "desc" ? -1 : 1;
  return selected.sort((one, other) => sign * order(attribute(one, by), attribute(other, by)));
}

function parsed(header: string): Json {
  try {
    const filter: unknown = JSON.parse(header);
    if (isJson(filter)) return filter;
  } catch {
    // The same refusal as for JSON of another kind.
  }
  throw new ApiError(400, "X-Filter must be a JSON object");
}

function matches(item: object, conditions: Json): boolean {
  return Object.entries(conditions).every(([name, wanted]) => {
    if (name === "+and") return parts(wanted).every((each) => matches(item, each));
    if (name === "+or") return parts(wanted).some((each) => matches(item, each));
    if (name.startsWith("+")) throw new ApiError(400, `Unknown operator ${name}`, "X-Filter");
    return satisfies(attribute(item, name), wanted);
  });
}

function satisfies(present: unknown, wanted: unknown): boolean {
  if (!isJson(wanted)) return Array.isArray(present) ? present.includes(wanted) : present === wanted;
  return Object.entries(wanted).every(([name, value]) => {
    const operator = operators[name];
    if (!operator) throw new ApiError(400, `Unknown operator ${name}`, "X-Filter");
    return operator(present, value);
  });
}

function parts(value: unknown): readonly Json[] {
  if (Array.isArray(value) && value.every(isJson)) return value;
  throw new ApiError(400, "+and and +or take lists of filters", "X-Filter");
}

/** The attribute by a path like `entity.id`. */
function attribute(item: object, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => (isJson(value) ? value[name] : undefined), item);
}

function order(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one).localeCompare(String(other), "en");
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
