import fc from "fast-check";
import { recordName } from "../../../../../../localcloud/apis/cloudflare/records/input";
import { Api, refusal } from "../api-fixture";
import { www, type Shown } from "./shown";

let api: Api;
beforeEach(async () => {
  api = await Api.open();
});
afterEach(() => {
  api.remove();
});

const create = (body: unknown): ReturnType<typeof api.inZone<Shown>> => api.inZone<Shown>("POST", "/dns_records", body);

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
      { type: "SSHFP", data: { algorithm: 4, type: 2, fingerprint: "ab".repeat(32) } },
      { content: `4 2 ${"ab".repeat(32)}`, data: { algorithm: 4, type: 2, fingerprint: "ab".repeat(32) }, proxiable: false },
    ],
    [
      { type: "A", content: "10.0.0.1" },
      { proxiable: false, proxied: false },
    ],
    [{ type: "A", content: "192.0.2.1", ttl: 60 }, { ttl: 60 }],
    [{ type: "A", content: "192.0.2.1", settings: { ipv4_only: true, ipv6_only: "no" } }, { settings: { ipv4_only: true } }],
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
    [{ type: "SSHFP", data: { algorithm: 4, type: 2, fingerprint: "ab".repeat(20) } }, [9101]],
    [{ type: "SSHFP", content: `4 2 ${"ab".repeat(32)}` }, [9101, 9101, 9101]],
    [{ name: "a..b" }, [9000]],
    [{ name: "a".repeat(64) }, [9000]],
    [{ name: undefined }, [9000]],
    [{ ttl: 59 }, [9021]],
    [{ ttl: 86401 }, [9021]],
    [{ ttl: "300" }, [9021]],
    [{ proxied: "yes" }, [9003]],
    [{ proxied: true, content: "127.0.0.1" }, [9003]],
    [{ proxied: true, type: "TXT", content: "text" }, [9004]],
    [{ comment: 1 }, [9300]],
    [{ comment: "x".repeat(101) }, [9300]],
    [{ tags: "team:web" }, [9301]],
    [{ tags: [1] }, [9301]],
    [{ settings: "flatten_cname" }, [9302]],
    [{ type: "NOSUCH" }, [9002]],
    [{ content: "nothing", ttl: 2, name: "-" }, [9000, 9005, 9021]],
  ])("with %j is refused with %j", async (change, codes) => {
    expect(refusal(await create({ ...www, ...change }))).toEqual([400, ...codes]);
    expect(api.zones.records(api.zoneId)).toEqual([]);
  });

  const caa = (data: object): object => ({ type: "CAA", data: { flags: 0, tag: "issue", value: "ca.test", ...data } });
  const sshfp = (data: object): object => ({ type: "SSHFP", data: { algorithm: 4, type: 1, fingerprint: "ab".repeat(20), ...data } });

  it.each([
    ["a TTL of 60 seconds", (past: number) => ({ ttl: 60 - past })],
    ["a TTL of a day", (past: number) => ({ ttl: 86_400 + past })],
    ["a comment of 100 characters", (past: number) => ({ comment: "c".repeat(100 + past) })],
    ["2048 bytes of text", (past: number) => ({ type: "TXT", content: "x".repeat(2048 + past) })],
    ["a priority of 65535", (past: number) => ({ type: "MX", content: "mail.example.org", priority: 65_535 + past })],
    ["a priority of 0", (past: number) => ({ type: "MX", content: "mail.example.org", priority: 0 - past })],
    ["a flag of 255", (past: number) => caa({ flags: 255 + past })],
    ["a value of 255 characters", (past: number) => caa({ value: "v".repeat(255 + past) })],
    ["an algorithm of 255", (past: number) => sshfp({ algorithm: 255 + past })],
    ["a SHA-1 of 40 digits", (past: number) => sshfp({ fingerprint: "a".repeat(40 + past) })],
    ["a SHA-256 of 64 digits", (past: number) => sshfp({ type: 2, fingerprint: "a".repeat(64 + past) })],
  ])("may have %s, and no more", async (_, change) => {
    expect((await create({ ...www, ...change(1) })).status).toBe(400);
    expect((await create({ ...www, ...change(0) })).status).toBe(200);
  });

  it("may have 8192 characters of content with the others of its name and type, and no more, and so may one that changes", async () => {
    const text = (sign: string, length: number, name = "notes") => ({ name, type: "TXT", content: `"${sign.repeat(length - 2)}"` });
    for (let index = 0; index < 32; index += 1) expect((await create(text(String.fromCharCode(48 + index), 255))).status).toBe(200);
    expect(refusal(await create(text("z", 33)))).toEqual([400, 9107]);
    const { result } = await create(text("z", 32));
    expect((await create(text("z", 33, "others"))).status).toBe(200);
    expect((await create({ ...www, name: "notes" })).status).toBe(200);
    expect(refusal(await api.inZone("PATCH", `/dns_records/${result.id}`, text("y", 33)))).toEqual([400, 9107]);
    expect((await api.inZone("PATCH", `/dns_records/${result.id}`, text("y", 32))).status).toBe(200);
  });

  it("may have a fingerprint of any length by a hash that is not known here", async () => {
    expect((await create({ ...www, ...sshfp({ type: 3, fingerprint: "abc" }) })).status).toBe(200);
  });

  it("of a type that the DNS server does not serve answers 501 with the type, and is logged", async () => {
    const answer = await create({ type: "SRV", name: "x", data: {} });
    expect(answer.status).toBe(501);
    expect(answer.errors[0]?.message).toContain("SRV");
    expect(answer.headers.get("x-should-retry")).toBe("false");
    expect(api.logged).toHaveLength(1);
  });
});
