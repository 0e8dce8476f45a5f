import fc from "fast-check";
import { Api } from "../api-fixture";
import { www, type Shown } from "./shown";

let api: Api;
beforeEach(async () => {
  api = await Api.open();
});
afterEach(() => {
  api.remove();
});

describe("the list of records", () => {
  beforeEach(async () => {
    for (const body of [
      { ...www, proxied: true, comment: "Front" },
      { ...www, name: "api", content: "192.0.2.2", ttl: 120, tags: ["team:web", "live"] },
      { type: "TXT", name: "@", content: '"text"' },
      { type: "MX", name: "@", content: "mail.example.org", priority: 5 },
    ])
      await api.inZone("POST", "/dns_records", body);
  });
  const names = async (query: string): Promise<string[]> =>
    (await api.inZone<Shown[]>("GET", `/dns_records?${query}`)).result.map(({ type, name }) => `${type} ${name.split(".")[0] ?? ""}`);

  it.each([
    ["", ["A api", "A www", "MX example", "TXT example"]],
    ["type=A", ["A api", "A www"]],
    ["name=www.example.test", ["A www"]],
    ["name=WWW.example.test&type=A", ["A www"]],
    ["name=www", []],
    ["name.contains=ap", ["A api"]],
    ["name.startswith=example&type=MX", ["MX example"]],
    ["content=192.0.2.2", ["A api"]],
    ["content.endswith=.1", ["A www"]],
    ["proxied=true", ["A www"]],
    ["proxied=false&type=A", ["A api"]],
    ["match=any&name=www.example.test&type=MX", ["A www", "MX example"]],
    ["comment.contains=front", ["A www"]],
    ["comment.present=true", ["A www"]],
    ["tag=team:web", ["A api"]],
    ["tag.present=live", ["A api"]],
    ["tag.absent=live&type=A", ["A www"]],
    ["tag_match=any&tag.present=no&tag.exact=team:web", ["A api"]],
    ["search=mail", ["MX example"]],
    ["order=name&direction=desc&type=A", ["A www", "A api"]],
    ["direction=desc", ["TXT example", "MX example", "A api", "A www"]],
    ["order=ttl&type=A", ["A www", "A api"]],
  ])("with ?%s has %j", async (query, selected) => {
    expect(await names(query)).toEqual(selected);
  });

  it("comes in pages that together hold every record once, and then in an empty one", () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), async (perPage) => {
        const pages = Math.ceil(4 / perPage);
        const seen: string[] = [];
        for (let page = 1; page <= pages + 1; page += 1) {
          const { result, result_info: info } = await api.inZone<Shown[]>("GET", `/dns_records?page=${String(page)}&per_page=${String(perPage)}`);
          expect(info).toEqual({ page, per_page: perPage, count: result.length, total_count: 4, total_pages: pages });
          expect(result.length).toBe(page > pages ? 0 : Math.min(perPage, 4 - (page - 1) * perPage));
          seen.push(...result.map(({ id }) => id));
        }
        expect(new Set(seen).size).toBe(4);
      }),
      { numRuns: 8 },
    ));

  it.each(["page=0", "page=x", "per_page=-1", "per_page=1.5"])("refuses ?%s", async (query) => {
    expect((await api.inZone("GET", `/dns_records?${query}`)).status).toBe(400);
  });
});
