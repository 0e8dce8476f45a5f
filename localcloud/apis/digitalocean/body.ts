import type { Context } from "hono";
import type * as v from "valibot";
import { jsonBody } from "../common/json-body";
import { badRequest, unprocessable } from "./errors";

/**
 * A request's JSON object, parsed by `schema`.
 *
 * @throws ApiError 400 if it is not JSON, 422 with the attribute's name if it does not match.
 */
export function readBody<T>(c: Context, schema: v.GenericSchema<unknown, T>): T {
  return jsonBody(c, schema, {
    notJson: () => badRequest("The request's body is no valid JSON."),
    invalid: (path, rule) => unprocessable(path === undefined ? rule : `${path}: ${rule}`),
    mayBeEmpty: false,
  });
}
