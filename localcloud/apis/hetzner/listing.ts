import type { Context } from "hono";
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
  const perPage = Math.min(positive(c, "per_page", defaultPerPage), maximumPerPage);
  const page = positive(c, "page", 1);
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

function positive(c: Context, name: string, absent: number): number {
  const text = c.req.query(name);
  if (text === undefined || text === "") return absent;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw invalid(name, "must be a positive whole number");
  return number;
}
