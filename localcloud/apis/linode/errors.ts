import type { ContentfulStatusCode } from "hono/utils/http-status";

/**
 * A refusal in Linode's form.
 *
 * @see https://techdocs.akamai.com/linode-api/reference/errors
 */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: ContentfulStatusCode,
    readonly reason: string,
    /** The attribute of the request that caused it. */
    readonly field?: string,
  ) {
    super(reason);
  }
}

export const unauthorized = (): ApiError => new ApiError(401, "Invalid Token");
export const notFound = (): ApiError => new ApiError(404, "Not found");
export const busy = (): ApiError => new ApiError(400, "Linode busy.");
export const notJson = (): ApiError => new ApiError(400, "The request must contain valid JSON data");
export const invalid = (field: string | undefined, reason: string): ApiError => new ApiError(400, reason, field);
export const notImplemented = (what: string): ApiError => new ApiError(501, `The local cloud does not implement ${what}`);

/** The result of a look-up. @throws ApiError 404 if it found nothing. */
export function found<T>(item: T | undefined): T {
  if (item === undefined) throw notFound();
  return item;
}
