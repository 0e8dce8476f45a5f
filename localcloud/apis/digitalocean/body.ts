import type { Context } from "hono";
import * as v from "valibot";
import { badRequest, unprocessable } from "./errors";

/**
 * A request's JSON object, parsed by `schema`.
 *
 * @throws ApiError 400 if it is not JSON, 422 with the attribute's name if it does not match.
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
