import * as v from "valibot";
import { optional } from "../common/optional";
import { notImplemented } from "./errors";

export type Labels = Readonly<Record<string, string>>;

const part = "[a-zA-Z0-9]([a-zA-Z0-9_.-]{0,61}[a-zA-Z0-9])?";
const keyPattern = new RegExp(`^(${part}/)?${part}$`);
const valuePattern = new RegExp(`^(${part})?$`);

/** https://docs.hetzner.cloud/reference/cloud#labels */
export const labels = optional(
  v.record(v.pipe(v.string(), v.regex(keyPattern, "invalid label key")), v.pipe(v.string(), v.regex(valuePattern, "invalid label value"))),
);

/**
 * Whether labels match a selector: `key`, `!key`, `key=value`, `key!=value`, or several separated by commas.
 *
 * @throws ApiError 501 for sets of values, which only the vendor has.
 */
export function matches(present: Labels, selector: string): boolean {
  if (selector.includes("(")) throw notImplemented("label selectors with sets of values");
  return selector.split(",").every((term) => {
    const [, negated = "", key = "", operator, value = ""] = /^\s*(!?)\s*([^!=\s]+)\s*(?:(!=|==?)\s*(\S*))?\s*$/.exec(term) ?? [];
    const own = Object.hasOwn(present, key) ? present[key] : undefined;
    if (operator === undefined) return (own !== undefined) === (negated === "");
    return (own === value) === (operator !== "!=");
  });
}
