import type { Context } from "hono";
import type * as v from "valibot";
import { jsonBody } from "../common/json-body";
import { invalid, notJson } from "./errors";

/** A request's JSON object. Clients send actions without parameters without a body. @throws ApiError 400 with the attribute's name. */
export function readBody<T>(c: Context, schema: v.GenericSchema<unknown, T>): T {
  return jsonBody(c, schema, { notJson, invalid, mayBeEmpty: true });
}
