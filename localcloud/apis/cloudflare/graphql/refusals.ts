import { GraphQLError } from "graphql";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** https://developers.cloudflare.com/analytics/graphql-api/errors/ : an error's code and the status of its answer. */
const statuses = { authz: 403, quota: 400, parse: 400, budget: 429 } as const;

type Code = keyof typeof statuses;

const refusal =
  (code: Code) =>
  (message: string): GraphQLError =>
    new GraphQLError(message, { extensions: { code } });

export const notAuthorized = refusal("authz");
/** Beyond the limits of the zone's plan. */
export const quota = refusal("quota");
export const malformed = refusal("parse");
export const budget = refusal("budget");

/** The answer with errors, in Cloudflare's form, and its status. */
export function refused(errors: readonly GraphQLError[], now: Date): [body: object, status: ContentfulStatusCode] {
  const told = errors.map(({ message, path, extensions }) => ({
    message,
    path: path?.map(String) ?? null,
    extensions: { code: extensions.code ?? "parse", timestamp: now.toISOString() },
  }));
  const code = told[0]?.extensions.code as Code;
  return [{ data: null, errors: told }, statuses[code]];
}
