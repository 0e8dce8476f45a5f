import fc from "fast-check";
import { recordName } from "../../../../../localcloud/apis/cloudflare/records/input";
import { Api, refusal } from "./api-fixture";

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly ttl: number;
  readonly proxied: boolean;
  readonly created_on: string;
  readonly modified_on: string;
}

let api: Api;
beforeEach(async () => {
  api = await Api.open();
});
afterEach(() => {
  api.remove();
});

const create = (body: unknown, headers?: Record<string, string>): ReturnType<typeof api.inZone<Shown>> =>
  api.inZone<Shown>("POST", "/dns_records", body, headers);
const www = { type: "A", name: "www", content: "192.0.2.1" };

describe("a new record", () => {
  it("is given back with every field that the real API gives", async () => {
    const { status, result } = await create({ ...www, comment: "a site", tags: ["team:web"] });
    expect(status).toBe(200);
    const instant: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
    expect(result).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
      ...{
        name: "www.example.test",
        type: "A",
        content: "192.0.2.1",
        ttl: 1,
        proxied: false,
        proxiable: true,
        comment: "a site",
        tags: ["team:web"],
        settings: {},
        meta: {},
      },
      ...{ created_on: instant, modified_on: instant, comment_modified_on: instant, tags_modified_on: instant },
    });
  });

  it("is what the DNS and the edge see when it is acknowledged, and after a restart", async () => {
    const { result } = await create({ ...www, proxied: true });
    expect(api.zones.recordsAt("www.example.test")).toMatchObject([{ id: result.id, content: "192.0.2.1", proxied: true, ttl: 1 }]);
    expect((await Api.open(api.directory)).zones.recordsAt("www.example.test")).toMatchObject([{ id: result.id }]);
  });

  it.each([
    ["@", "example.test"],
    ["www", "www.example.test"],
    ["WWW.Example.Test", "www.example.test"],
    ["www.example.test.", "www.example.test"],
    ["*", "*.example.test"],
    ["*.shop", "*.shop.example.test"],
    ["www.example.org", "www.example.org.example.test"],
    ["_acme-challenge", "_acme-challenge.example.test"],
    ["bücher", "xn--bcher-kva.example.test"],
  ])("called %s is %s", async (name, full) => {
    expect((await create({ ...www, name })).result.name).toBe(full);
  });

  it("has one name, whether that is given relative to the zone or in full", () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 4 }), (labels) => {
        const relative = labels.join(".");
        expect(recordName(relative, "example.test")).toBe(`${relative}.example.test`);
        expect(recordName(`${relative}.example.test`, "example.test")).toBe(`${relative}.example.test`);
      }),
    );
  });

  it.each([
    [
      { type: "AAAA", content: "2001:DB8:0:0::1" },
      { content: "2001:db8::1", proxiable: true },
    ],
    [
      { type: "CNAME", content: "Target.Example.ORG." },
      { content: "target.example.org", proxiable: true },
    ],
    [
      { type: "MX", content: "mail.example.org", priority: 0 },
      { content: "mail.example.org", priority: 0, proxiable: false },
    ],
    [
      { type: "TXT", content: "no quotes" },
      { content: "no quotes", proxiable: false },
    ],
    [{ type: "TXT", content: '"in" "quotes"' }, { content: '"in" "quotes"' }],
    [{ type: "TXT", content: "x".repeat(300) }, { content: `"${"x".repeat(255)}" "${"x".repeat(45)}"` }],
    [
      { type: "CAA", data: { flags: 128, tag: "issue", value: "ca.test; a=b" } },
      { content: '128 issue "ca.test; a=b"', data: { flags: 128, tag: "issue", value: "ca.test; a=b" } },
    ],
    [
      { type: "A", content: "10.0.0.1" },
      { proxiable: false, proxied: false },
    ],
    [{ type: "A", content: "192.0.2.1", ttl: 60 }, { ttl: 60 }],
    [
      { type: "A", content: "192.0.2.1", ttl: 300, proxied: true },
      { ttl: 1, proxied: true },
    ],
  ])("%j is kept as %j", async (given, kept) => {
    expect((await create({ name: "r", ...given })).result).toMatchObject(kept);
  });

  it.each([
    [{ content: "192.0.2.256" }, [9005]],
    [{ content: "192.0.2.01" }, [9005]],
    [{ content: undefined }, [9005]],
    [{ type: "AAAA", content: "192.0.2.1" }, [9006]],
    [{ type: "AAAA", content: "fe80::1%eth0" }, [9006]],
    [{ type: "CNAME", content: "192.0.2.1" }, [9007]],
    [{ type: "CNAME", content: "https://example.org" }, [9007]],
    [{ type: "CNAME", content: "www.example.test" }, [9039]],
    [{ type: "MX", content: "mail.example.org" }, [9100]],
    [{ type: "MX", content: "192.0.2.1" }, [9100, 9009]],
    [{ type: "TXT", content: "" }, [9100]],
    [{ type: "TXT", content: '"open' }, [9100]],
    [{ type: "TXT", content: "x".repeat(2049) }, [9100]],
    [{ type: "CAA", content: '0 issue "ca.test"' }, [9101, 9101, 9101]],
    [{ name: "a..b" }, [9000]],
    [{ name: "a".repeat(64) }, [9000]],
    [{ name: undefined }, [9000]],
    [{ ttl: 59 }, [9021]],
    [{ ttl: 86401 }, [9021]],
    [{ ttl: "300" }, [9021]],
    [{ proxied: "yes" }, [9003]],
    [{ proxied: true, content: "127.0.0.1" }, [9003]],
    [{ proxied: true, type: "TXT", content: "text" }, [9004]],
    [{ type: "NOSUCH" }, [9002]],
    [{ content: "nothing", ttl: 2, name: "-" }, [9000, 9005, 9021]],
  ])("with %j is refused with %j", async (change, codes) => {
    expect(refusal(await create({ ...www, ...change }))).toEqual([400, ...codes]);
    expect(api.zones.records(api.zoneId)).toEqual([]);
  });

  it("of a type that the DNS server does not serve answers 501 with the type, and is logged", async () => {
    const answer = await create({ type: "SRV", name: "x", data: {} });
    expect(answer.status).toBe(501);
    expect(answer.errors[0]?.message).toContain("SRV");
    expect(answer.headers.get("x-should-retry")).toBe("false");
    expect(api.logged).toHaveLength(1);
  });
});

describe("records at one name", () => {
  it("cannot be identical", async () => {
    await create(www);
    expect(refusal(await create({ ...www, ttl: 300 }))).toEqual([400, 81058]);
    expect((await create({ ...www, content: "192.0.2.2" })).status).toBe(200);
  });

  it("cannot be an alias beside an address, or a second alias", async () => {
    await create(www);
    const alias = { type: "CNAME", name: "www", content: "example.org" };
    expect(refusal(await create(alias))).toEqual([400, 81053]);
    await create({ ...alias, name: "alias" });
    expect(refusal(await create({ ...www, name: "alias" }))).toEqual([400, 81054]);
    expect(refusal(await create({ ...alias, name: "alias", content: "example.net" }))).toEqual([400, 81053]);
    expect((await create({ type: "TXT", name: "alias", content: "text" })).status).toBe(200);
  });

  it("conflict in the same way when one is changed", async () => {
    await create(www);
    const { result } = await create({ ...www, content: "192.0.2.2" });
    expect(refusal(await api.inZone("PATCH", `/dns_records/${result.id}`, { content: "192.0.2.1" }))).toEqual([400, 81058]);
    expect((await api.inZone("PUT", `/dns_records/${result.id}`, { ...www, content: "192.0.2.2", ttl: 120 })).status).toBe(200);
  });
});

describe("a record that is there", () => {
  it("is changed by PATCH only in what is named", async () => {
    const { result } = await create({ ...www, ttl: 300, comment: "kept" });
    const changed = await api.inZone("PATCH", `/dns_records/${result.id}`, { content: "192.0.2.9" });
    expect(changed.result).toMatchObject({ id: result.id, content: "192.0.2.9", ttl: 300, comment: "kept", created_on: result.created_on });
    expect(api.zones.recordsAt("www.example.test")).toHaveLength(1);
  });

  it("is replaced by PUT: what is left out has its default again", async () => {
    const { result } = await create({ ...www, ttl: 300, comment: "gone" });
    const replaced = await api.inZone("PUT", `/dns_records/${result.id}`, { ...www, name: "new" });
    expect(replaced.result).toMatchObject({ id: result.id, name: "new.example.test", ttl: 1, comment: null });
    expect(replaced.result).not.toHaveProperty("comment_modified_on");
    expect(api.zones.recordsAt("www.example.test")).toEqual([]);
  });

  it("is gone for every call once it is deleted", async () => {
    const { result } = await create(www);
    const path = `/dns_records/${result.id}`;
    expect(await api.inZone("DELETE", path)).toMatchObject({ status: 200, result: { id: result.id } });
    for (const [method, body] of [
      ["GET", undefined],
      ["PUT", www],
      ["PATCH", {}],
      ["DELETE", undefined],
    ] as const)
      expect(refusal(await api.inZone(method, path, body))).toEqual([404, 81044]);
  });
});

it("has no route for what is no identifier, and names the methods that are missing", async () => {
  expect(refusal(await api.inZone("GET", "/dns_records/not-an-id"))).toEqual([404, 7003, 7000]);
  expect((await api.inZone("GET", "/dns_records/export")).status).toBe(501);
  expect((await api.inZone("POST", "/dns_records/batch", {})).status).toBe(501);
});

describe("a creation with an Idempotency-Key", () => {
  const key = { "Idempotency-Key": "3f0c" };

  it("that is repeated gives the record that it made, also after a restart", async () => {
    const first = await create(www, key);
    expect((await create(www, key)).result).toEqual(first.result);
    const again = await Api.open(api.directory);
    expect((await again.inZone("POST", "/dns_records", www, key)).result).toEqual(first.result);
    expect(again.zones.records(again.zoneId)).toHaveLength(1);
  });

  it("is another one with another body, and is refused", async () => {
    await create(www, key);
    expect((await create({ ...www, name: "other" }, key)).status).toBe(422);
  });

  it("makes the record again when that was deleted", async () => {
    const { result } = await create(www, key);
    await api.inZone("DELETE", `/dns_records/${result.id}`);
    expect((await create(www, key)).result.id).not.toBe(result.id);
  });
});

describe("the list of records", () => {
  beforeEach(async () => {
    for (const body of [
      { ...www, proxied: true, comment: "Front" },
      { ...www, name: "api", content: "192.0.2.2", ttl: 120, tags: ["team:web", "live"] },
      { type: "TXT", name: "@", content: '"text"' },
      { type: "MX", name: "@", content: "mail.example.org", priority: 5 },
    ])
      await create(body);
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
