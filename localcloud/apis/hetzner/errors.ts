import type { ContentfulStatusCode } from "hono/utils/http-status";

/**
 * A refusal in Hetzner's form.
 *
 * @see https://docs.hetzner.cloud/reference/cloud#errors
 */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: ContentfulStatusCode,
    readonly code: string,
    message: string,
    readonly details: object | null = null,
  ) {
    super(message);
  }
}

export const unauthorized = (): ApiError => new ApiError(401, "unauthorized", "unable to authenticate");
export const notFound = (): ApiError => new ApiError(404, "not_found", "resource not found");
export const conflict = (code: string, message: string): ApiError => new ApiError(409, code, message);
export const locked = (what: string): ApiError => new ApiError(423, "locked", `${what} is locked`);
export const badRequest = (message: string): ApiError => new ApiError(400, "json_error", message);
export const notImplemented = (what: string): ApiError => new ApiError(501, "not_implemented", `The local cloud does not implement ${what}`);
export const taken = (field: string): ApiError => new ApiError(409, "uniqueness_error", `${field} is already used`, { fields: [{ name: field }] });

/** The error for an invalid field. */
export function invalid(field: string, message: string): ApiError {
  return new ApiError(422, "invalid_input", `invalid input in field '${field}'`, { fields: [{ name: field, messages: [message] }] });
}

/** The result of a look-up. @throws ApiError 404 if it found nothing. */
export function found<T>(item: T | undefined): T {
  if (item === undefined) throw notFound();
  return item;
}
