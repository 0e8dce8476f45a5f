import type { Context } from "hono";
import type * as v from "valibot";
import { jsonBody } from "../common/json-body";
import { badRequest, invalid } from "./errors";

/**
 * A request's JSON object, parsed by `schema`. Clients send actions without parameters without a body.
 *
 * @throws ApiError 400 if it is not JSON, 422 with the field's name if it does not match.
 */
export function readBody<T>(c: Context, schema: v.GenericSchema<unknown, T>): T {
  return jsonBody(c, schema, {
    notJson: () => badRequest("invalid JSON in request"),
    invalid: (path, rule) => invalid(path ?? "body", rule),
    mayBeEmpty: true,
  });
}
