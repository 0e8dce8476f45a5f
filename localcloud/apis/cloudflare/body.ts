import type { Context } from "hono";
import { bodyOf } from "../common/body-first";
import { faults } from "./faults";

export type Body = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

/** The request's JSON object. @throws ApiFault if the body is anything else. */
export function readBody(c: Context): Body {
  let body: unknown;
  try {
    body = JSON.parse(bodyOf(c));
  } catch {
    throw faults.malformedBody();
  }
  if (!isObject(body)) throw faults.malformedBody();
  return body;
}
