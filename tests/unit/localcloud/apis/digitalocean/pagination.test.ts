import fc from "fast-check";
import { paginate } from "../../../../../localcloud/apis/digitalocean/pagination";

const base = "http://api.test/v2/things";

/** Goes through the pages as a client does. */
function follow(all: readonly number[], first: string, link: "next" | "prev"): { items: number[][]; last: string } {
  const items: number[][] = [];
  let url: string | undefined = first;
  let last = first;
  while (url !== undefined) {
    const page: ReturnType<typeof paginate<number>> = paginate(all, url);
    items.push([...page.items]);
    last = url;
    url = page.links.pages?.[link];
  }
  return { items, last };
}

const lists = fc.array(fc.integer(), { maxLength: 300 });
const sizes = fc.integer({ min: 1, max: 250 });

it("who follows `next` sees every item once, in order, and ends on the page that the first one called `last`", () => {
  fc.assert(
    fc.property(lists, sizes, (all, perPage) => {
      const first = `${base}?name=x&per_page=${String(perPage)}`;
      const { items, last } = follow(all, first, "next");
      expect(items.flat()).toEqual(all);
      expect(last).toBe(paginate(all, first).links.pages?.last ?? first);
    }),
  );
});

it("who follows `prev` from the last page sees the same backwards", () => {
  fc.assert(
    fc.property(lists, sizes, (all, perPage) => {
      const first = `${base}?per_page=${String(perPage)}`;
      const { items } = follow(all, paginate(all, first).links.pages?.last ?? first, "prev");
      expect(items.reverse().flat()).toEqual(all);
    }),
  );
});

it("has at most 200 items on a page, 20 unless asked otherwise, and the total on each", () => {
  fc.assert(
    fc.property(lists, fc.integer({ min: 1, max: 20 }), (all, page) => {
      expect(paginate(all, `${base}?per_page=1000`).items.length).toBe(Math.min(all.length, 200));
      const answer = paginate(all, `${base}?page=${String(page)}`);
      expect(answer.items).toEqual(all.slice((page - 1) * 20, page * 20));
      expect(answer.meta.total).toBe(all.length);
    }),
  );
});

it("keeps the other parts of the query in its links", () => {
  expect(paginate([1, 2], `${base}?tag_name=a%26b&per_page=1`).links.pages).toEqual({
    next: `${base}?tag_name=a%26b&per_page=1&page=2`,
    last: `${base}?tag_name=a%26b&per_page=1&page=2`,
  });
});

it.each(["0", "-1", "1.5", "x"])("refuses %s as a page", (page) => {
  expect(() => paginate([1], `${base}?page=${page}`)).toThrow(`page must be a positive whole number: it is ${page}`);
});
