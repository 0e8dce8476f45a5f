import type { Context } from "hono";
import * as v from "valibot";
import { badRequest, invalid } from "./errors";

/**
 * A request's JSON object, parsed by `schema`.
 *
 * @throws ApiError 400 if it is not JSON, 422 with the field's name if it does not match.
 */
export async function readBody<T>(c: Context, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const text = await c.req.text();
  let body: unknown;
  try {
    // Clients send actions without parameters without a body.
    body = text === "" ? {} : JSON.parse(text);
  } catch {
    throw badRequest("invalid JSON in request");
  }
  const result = v.safeParse(schema, body, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw invalid(v.getDotPath(issue) ?? "body", issue.message);
}
