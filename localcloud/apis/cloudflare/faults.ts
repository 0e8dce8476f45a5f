import type { ContentfulStatusCode } from "hono/utils/http-status";

export interface ApiError {
  /** Absent if the service behind the API gives none. */
  readonly code?: number;
  readonly message: string;
  /** The part of the request that is wrong, as a JSON pointer. */
  readonly source?: { readonly pointer: string };
  readonly error_chain?: readonly ApiError[];
}

/** An error answer: its HTTP status and the errors of its envelope. */
export class ApiFault extends Error {
  constructor(
    readonly status: ContentfulStatusCode,
    readonly errors: readonly ApiError[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(errors.map(({ code, message }) => (code === undefined ? message : `${String(code)} ${message}`)).join("; "));
  }
}

export const fault = (status: ContentfulStatusCode, code: number, message: string): ApiFault => new ApiFault(status, [{ code, message }]);

/**
 * Errors that every part of the API has. Cloudflare publishes few of its codes
 * (https://developers.cloudflare.com/api/ and https://developers.cloudflare.com/fundamentals/api/troubleshooting/);
 * the others here are answers of the live API in the issue trackers of its official clients.
 */
export const faults = {
  noCredential: () => fault(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers"),
  unknownKey: () => fault(403, 9103, "Unknown X-Auth-Key or X-Auth-Email"),
  malformedCredential: () =>
    new ApiFault(400, [{ code: 6003, message: "Invalid request headers", error_chain: [{ code: 6111, message: "Invalid format for Authorization header" }] }]),
  /** The answer of what verifies a token to one that is unknown, expired, disabled, or another owner's. */
  invalidToken: () => fault(401, 1000, "Invalid API Token"),
  /** The answer of zones, settings and tokens to such a token. */
  invalidAccessToken: () => fault(403, 9109, "Invalid access token"),
  /** The answer of DNS records both to an invalid token and to one without the permission. */
  authentication: () => fault(403, 10000, "Authentication error"),
  /** The answer of zones, settings and tokens to a token without the permission. */
  unauthorized: () => fault(403, 9109, "Unauthorized to access requested resource"),
  /** The answer to a token that may not be used from the sender's address. */
  wrongPlace: (address: string) => fault(403, 9109, `Cannot use the access token from location: ${address}`),
  noRoute: (path: string) =>
    new ApiFault(404, [
      { code: 7003, message: `Could not route to ${path}, perhaps your object identifier is invalid?` },
      { code: 7000, message: "No route for that URI" },
    ]),
  malformedBody: () => fault(400, 6007, "Malformed JSON in request body"),
  tooLarge: () => fault(413, 9207, "Request body is too large"),
  /** https://developers.cloudflare.com/fundamentals/api/reference/limits/ */
  rateLimited: (seconds: number) =>
    new ApiFault(429, [{ code: 971, message: "Please wait and consider throttling your request speed" }], { "Retry-After": String(seconds) }),
  /** The code is ours: the real API has no such answer. The header makes clients not retry. */
  notImplemented: (what: string) =>
    new ApiFault(501, [{ code: 10501, message: `${what} is not implemented by the local cloud` }], { "x-should-retry": "false" }),
} as const;
