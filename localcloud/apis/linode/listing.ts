import type { Context } from "hono";
import { positive } from "../common/positive";
import { invalid, notFound } from "./errors";
import { filtered } from "./filter";

// https://techdocs.akamai.com/linode-api/reference/pagination
const defaultSize = 100;
const smallestSize = 25;
const largestSize = 500;

/**
 * The answer to a listing: a page of what the request's filter selects.
 *
 * @throws ApiError 400 for a page or a size that cannot be, 404 for a page after the last one.
 */
export function list<T>(c: Context, all: readonly T[], view: (item: T) => object): Response {
  const selected = filtered(all.map(view), c.req.header("X-Filter"));
  const size = positive(c.req.query("page_size"), defaultSize, (rule) => invalid("page_size", rule));
  if (size < smallestSize || size > largestSize) throw invalid("page_size", `Must be ${String(smallestSize)}-${String(largestSize)}`);
  const page = positive(c.req.query("page"), 1, (rule) => invalid("page", rule));
  const pages = Math.max(1, Math.ceil(selected.length / size));
  if (page > pages) throw notFound();
  return c.json({ data: selected.slice((page - 1) * size, page * size), page, pages, results: selected.length });
}
