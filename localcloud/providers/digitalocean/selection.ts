import { createHash } from "node:crypto";
import { isList, type Plain, type Properties } from "../contract/value";
import { Refusal } from "../engine";

/** How the vendor's listing functions filter and sort their results. */
export interface Selection {
  readonly filters?: readonly { readonly key: string; readonly values: readonly string[]; readonly matchBy?: string; readonly all?: boolean }[];
  readonly sorts?: readonly { readonly key: string; readonly direction?: string }[];
}

export function select(items: readonly Properties[], { filters = [], sorts = [] }: Selection): Properties[] {
  const left = items.filter((item) => filters.every((filter) => passes(item, filter)));
  return left.sort((first, second) => sorts.reduce((order, sort) => order || compare(first, second, sort), 0));
}

/** An id that depends on the arguments, for listing functions. */
export function selectId(selection: Selection): string {
  return createHash("sha1").update(JSON.stringify(selection)).digest("hex");
}

function passes(item: Properties, { key, values, matchBy, all }: NonNullable<Selection["filters"]>[number]): boolean {
  const value = property(item, key);
  const held = (isList(value) ? value : [value]).map(String);
  const matches = (wanted: string) => held.some((text) => test(text, wanted, matchBy));
  return all ? values.every(matches) : values.some(matches);
}

function test(text: string, wanted: string, matchBy = "exact"): boolean {
  if (matchBy === "substring") return text.includes(wanted);
  return matchBy === "re" ? new RegExp(wanted).test(text) : text === wanted;
}

function compare(first: Properties, second: Properties, { key, direction }: NonNullable<Selection["sorts"]>[number]): number {
  const order = String(property(first, key)).localeCompare(String(property(second, key)), "en", { numeric: true });
  return direction === "desc" ? -order : order;
}

/** Keys are written as in the vendor's documentation: `public_key`, not `publicKey`. */
function property(item: Properties, key: string): Plain {
  const value = item[key.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase())];
  if (value === undefined) throw new Refusal(`Cannot select by "${key}": there are ${Object.keys(item).join(", ")}. Examine values at 'filters' and 'sorts'`);
  return value;
}
