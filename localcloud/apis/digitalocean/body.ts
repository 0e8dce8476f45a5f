import type { Context } from "hono";
import * as v from "valibot";
import { badRequest, unprocessable } from "./errors";

/**
 * A request's JSON object, in the form that `schema` gives it.
 *
 * @throws ApiError 400 when it is no JSON, 422 when it does not fit, naming the attribute.
 */
export async function readBody<T>(c: Context, schema: v.GenericSchema<unknown, T>): Promise<T> {
  let body: unknown;
  try {
    body = JSON.parse(await c.req.text());
  } catch {
    throw badRequest("The request's body is no valid JSON.");
  }
  const result = v.safeParse(schema, body, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw unprocessable(path === null ? issue.message : `${path}: ${issue.message}`);
}
