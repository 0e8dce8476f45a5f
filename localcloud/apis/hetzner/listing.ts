import type { Context } from "hono";
import { positive } from "../common/positive";
import { invalid } from "./errors";
import { matches } from "./labels";

// https://docs.hetzner.cloud/reference/cloud#pagination
const defaultPerPage = 25;
const maximumPerPage = 50;

interface Listed {
  readonly id: string | number;
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * The answer to a listing: a page of the items with the name and the labels that the request asks for.
 *
 * @param key The name of the list, e.g. `servers`.
 * @throws ApiError 422 if a page is not a positive integer.
 */
export function list<T extends Listed>(c: Context, key: string, all: readonly T[], view: (item: T) => object): Response {
  const { name, label_selector: selector } = c.req.query();
  const selected = all.filter((item) => (name ? item.name === name : true) && (selector ? matches(item.labels ?? {}, selector) : true));
  const counted = (parameter: string, absent: number): number => positive(c.req.query(parameter), absent, (rule) => invalid(parameter, rule));
  const perPage = Math.min(counted("per_page", defaultPerPage), maximumPerPage);
  const page = counted("page", 1);
  const last = Math.max(1, Math.ceil(selected.length / perPage));
  const pagination = {
    page,
    per_page: perPage,
    previous_page: page > 1 ? page - 1 : null,
    next_page: page < last ? page + 1 : null,
    last_page: last,
    total_entries: selected.length,
  };
  return c.json({ [key]: selected.slice((page - 1) * perPage, page * perPage).map(view), meta: { pagination } });
}
