import type { Context } from "hono";
import { positive } from "../common/positive";
import { fault, type ApiFault } from "./faults";

/** https://developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/#responses */
export function success(c: Context, result: unknown, messages: readonly { readonly code: number; readonly message: string }[] = []): Response {
  return c.json({ result, success: true, errors: [], messages });
}

export function failure(c: Context, { status, errors, headers }: ApiFault): Response {
  return c.json({ result: null, success: false, errors, messages: [] }, status, headers);
}

export interface PageSize {
  readonly default: number;
  /** A larger size is reduced to this one. */
  readonly maximum: number;
}

/** The page of `items` that the query's `page` and `per_page` ask for. A page past the last one is empty. */
export function page(c: Context, items: readonly unknown[], size: PageSize): Response {
  // Cloudflare publishes no code for this one.
  const counted = (parameter: string, absent: number): number =>
    positive(c.req.query(parameter), absent, (rule) => fault(400, 1004, `Invalid ${parameter}: it ${rule}`));
  const number = counted("page", 1);
  const perPage = Math.min(counted("per_page", size.default), size.maximum);
  const result = items.slice((number - 1) * perPage, number * perPage);
  const info = { page: number, per_page: perPage, count: result.length, total_count: items.length, total_pages: Math.ceil(items.length / perPage) };
  return c.json({ result, success: true, errors: [], messages: [], result_info: info });
}
