import { Api, refusal } from "../api-fixture";
import { www, type Shown } from "./shown";

let api: Api;
beforeEach(async () => {
  api = await Api.open();
});
afterEach(() => {
  api.remove();
});

const create = (body: unknown, headers?: Record<string, string>): ReturnType<typeof api.inZone<Shown>> =>
  api.inZone<Shown>("POST", "/dns_records", body, headers);

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
