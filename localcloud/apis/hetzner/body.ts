import type { Context } from "hono";
import * as v from "valibot";
import { badRequest, invalid } from "./errors";

/**
 * A request's JSON object, in the form that `schema` gives it.
 *
 * @throws ApiError 400 when it is no JSON, 422 when it does not fit, naming the field.
 */
export async function readBody<T>(c: Context, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const text = await c.req.text();
  let body: unknown;
  try {
    // Clients send actions that take nothing without a body.
    body = text === "" ? {} : JSON.parse(text);
  } catch {
    throw badRequest("invalid JSON in request");
  }
  const result = v.safeParse(schema, body, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw invalid(v.getDotPath(issue) ?? "body", issue.message);
}
