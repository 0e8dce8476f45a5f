import type { Context } from "hono";
import * as v from "valibot";
import { bodyOf } from "./body-first";

/** How a vendor refuses a body. */
export interface BodyRefusals {
  /** The text is no JSON. */
  notJson(): Error;
  /** An attribute, by its path, breaks a rule; the path is `undefined` for the body itself. */
  invalid(path: string | undefined, rule: string): Error;
  /** Whether a request without a body counts as one with an empty object. */
  readonly mayBeEmpty: boolean;
}

/** A request's JSON object, parsed by `schema`; its first fault is thrown in the vendor's form. */
export function jsonBody<T>(c: Context, schema: v.GenericSchema<unknown, T>, refusals: BodyRefusals): T {
  const text = bodyOf(c);
  let body: unknown;
  try {
    body = text === "" && refusals.mayBeEmpty ? {} : JSON.parse(text);
  } catch {
    throw refusals.notJson();
  }
  const result = v.safeParse(schema, body, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw refusals.invalid(v.getDotPath(issue) ?? undefined, issue.message);
}
