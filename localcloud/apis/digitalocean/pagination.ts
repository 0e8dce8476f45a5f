import { positive } from "../common/positive";
import { badRequest } from "./errors";

// https://docs.digitalocean.com/reference/api/intro/#section/Introduction/Links-and-Pagination
const defaultPerPage = 20;
const maximumPerPage = 200;

export interface Page<T> {
  readonly items: readonly T[];
  readonly links: { readonly pages?: Readonly<Partial<Record<"first" | "prev" | "next" | "last", string>>> };
  readonly meta: { readonly total: number };
}

/**
 * The part of `all` that a request's `page` and `per_page` select, with links to the other parts.
 *
 * @throws ApiError 400 if either is not a positive whole number.
 */
export function paginate<T>(all: readonly T[], url: string): Page<T> {
  const query = new URL(url).searchParams;
  const counted = (name: string, absent: number): number =>
    positive(query.get(name), absent, (rule) => badRequest(`${name} ${rule}: it is ${query.get(name) ?? ""}`));
  const perPage = Math.min(counted("per_page", defaultPerPage), maximumPerPage);
  const page = counted("page", 1);
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const link = (number: number): string => withPage(url, number);
  const pages = {
    ...(page > 1 && { first: link(1), prev: link(Math.min(page - 1, last)) }),
    ...(page < last && { next: link(page + 1), last: link(last) }),
  };
  return {
    items: all.slice((page - 1) * perPage, page * perPage),
    links: Object.keys(pages).length > 0 ? { pages } : {},
    meta: { total: all.length },
  };
}

function withPage(url: string, page: number): string {
  const result = new URL(url);
  result.searchParams.set("page", String(page));
  return result.href;
}
