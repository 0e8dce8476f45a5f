import type { ContentfulStatusCode } from "hono/utils/http-status";

/**
 * A refusal in DigitalOcean's form.
 *
 * @see https://docs.digitalocean.com/reference/api/intro/#section/Introduction/HTTP-Statuses
 */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: ContentfulStatusCode,
    readonly id: string,
    message: string,
  ) {
    super(message);
  }
}

export const unauthorized = (): ApiError => new ApiError(401, "Unauthorized", "Unable to authenticate you");
export const notFound = (): ApiError => new ApiError(404, "not_found", "The resource you were accessing could not be found.");
export const conflict = (message: string): ApiError => new ApiError(409, "conflict", message);
export const unprocessable = (message: string): ApiError => new ApiError(422, "unprocessable_entity", message);
export const badRequest = (message: string): ApiError => new ApiError(400, "bad_request", message);
export const notImplemented = (what: string): ApiError => new ApiError(501, "not_implemented", `The local cloud does not implement ${what}`);

/** The result of a look-up. @throws ApiError 404 if it found nothing. */
export function found<T>(item: T | undefined): T {
  if (item === undefined) throw notFound();
  return item;
}
