import type { Context } from "hono";
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
  const number = positive(c, "page", 1);
  const perPage = Math.min(positive(c, "per_page", size.default), size.maximum);
  const result = items.slice((number - 1) * perPage, number * perPage);
  const info = { page: number, per_page: perPage, count: result.length, total_count: items.length, total_pages: Math.ceil(items.length / perPage) };
  return c.json({ result, success: true, errors: [], messages: [], result_info: info });
}

function positive(c: Context, parameter: string, initial: number): number {
  const text = c.req.query(parameter);
  if (text === undefined) return initial;
  const number = Number(text);
  // Cloudflare publishes no code for this one.
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < 1) throw fault(400, 1004, `Invalid ${parameter}: it must be a positive integer`);
  return number;
}
