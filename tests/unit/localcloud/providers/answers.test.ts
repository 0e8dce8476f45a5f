import { status } from "@grpc/grpc-js";
import { sameName } from "../../../../localcloud/providers/cloudflare/record-name";
import { fault as cloudflare } from "../../../../localcloud/providers/cloudflare/envelope";
import { inZone } from "../../../../localcloud/providers/cloudflare/import-id";
import { fault as digitalocean } from "../../../../localcloud/providers/digitalocean/envelope";
import { select } from "../../../../localcloud/providers/digitalocean/selection";
import { fault as hcloud } from "../../../../localcloud/providers/hcloud/envelope";
import { ApiError } from "../../../../localcloud/providers/http/api";
import { camelCase, snakeCase } from "../../../../localcloud/providers/http/names";
import { fault as linode } from "../../../../localcloud/providers/linode/envelope";
import { toServiceError } from "../../../../localcloud/providers/rpc/errors";

const vendors = { cloudflare, digitalocean, hcloud, linode };

test.each(Object.entries(vendors))("an answer of %s that is no object, or says nothing, has no reason", (_, fault) => {
  expect([null, undefined, "text", 7, {}].map(fault)).toEqual(Array(5).fill(undefined));
});

test.each<[keyof typeof vendors, unknown, string | undefined]>([
  ["cloudflare", { errors: [] }, undefined],
  ["cloudflare", { errors: [{ code: 1004, message: "no name" }, { message: "no code" }, {}] }, "no name (1004); no code; unknown error"],
  ["cloudflare", { errors: [{ code: 1, message: "outer", error_chain: [{ code: 2, message: "inner" }] }] }, "outer (1); inner (2)"],
  ["digitalocean", { id: "not_found", message: "no droplet" }, "no droplet (not_found)"],
  ["digitalocean", { message: "no droplet" }, "no droplet"],
  ["digitalocean", { id: "not_found" }, "not_found"],
  ["hcloud", { error: { code: "locked", message: "server is locked", details: null } }, "server is locked (locked)"],
  [
    "hcloud",
    {
      error: {
        code: "invalid_input",
        message: "wrong",
        details: { fields: [{ name: "a", messages: ["x", "y"] }, { name: "b", messages: [] }, { name: "c" }] },
      },
    },
    "wrong (invalid_input); a x, y",
  ],
  ["linode", { errors: [] }, undefined],
  ["linode", { errors: [{ field: "label", reason: "too short" }, { reason: "busy" }] }, "label: too short; busy"],
])("%s refuses in the words of %j", (vendor, body, reason) => {
  expect(vendors[vendor](body)).toBe(reason);
});

test.each([
  [401, status.PERMISSION_DENIED],
  [403, status.PERMISSION_DENIED],
  [404, status.NOT_FOUND],
  [0, status.UNAVAILABLE],
  [429, status.UNAVAILABLE],
  [499, status.FAILED_PRECONDITION],
  [500, status.UNAVAILABLE],
  [422, status.FAILED_PRECONDITION],
])("the engine is told of the status %d by the code %d", (httpStatus, code) => {
  expect(toServiceError(new ApiError("refused", httpStatus))).toEqual({ code, details: "refused" });
});

test("names are those of a program within and of the API outside, at every depth, and nothing is null in a program", () => {
  const api = { name_servers: ["a_b"], nested: [{ ip_address: 1, no_value: null }], enabled: false, count: 0 };
  const program = { nameServers: ["a_b"], nested: [{ ipAddress: 1 }], enabled: false, count: 0 };
  expect(camelCase(api)).toEqual(program);
  expect(snakeCase(program)).toEqual({ ...api, nested: [{ ip_address: 1 }] });
  expect([camelCase(null), snakeCase(null), snakeCase("textInText")]).toEqual([null, null, "textInText"]);
});

test.each([
  ["www", "www.example.test", true],
  ["WWW", "www.example.test.", true],
  ["@", "example.test", true],
  ["example.test", "EXAMPLE.test", true],
  ["www", "api.example.test", false],
  ["notexample.test", "notexample.test.example.test", true],
])("%s and %s are the same name of a zone: %s", (one, other, same) => {
  expect([sameName(one, other, "example.test"), sameName(other, one, "example.test")]).toEqual([same, same]);
});

test("without its zone a name is the same only as it is written, in any case", () => {
  expect([sameName("www", "WWW.", undefined), sameName("www", "www.example.test", undefined), sameName("@", "example.test", undefined)]).toEqual([
    true,
    false,
    false,
  ]);
});

test("a resource of a zone is imported with its zone, which the state has later", () => {
  expect(inZone("z/1", {})).toEqual({ zoneId: "z", id: "1" });
  expect(inZone("1", { zoneId: "z" })).toEqual({ zoneId: "z", id: "1" });
  expect(() => inZone("1", {})).toThrow('Cannot import "1": give the id as <zone id>/<id>');
});

describe("a listing", () => {
  const items = [
    { slug: "b10", sizes: ["s", "m"], available: true },
    { slug: "a", sizes: ["l"], available: false },
    { slug: "b9", sizes: ["s"], available: true },
  ];
  const slugs = (selection: Parameters<typeof select>[1]): unknown[] => select(items, selection).map(({ slug }) => slug);

  test.each([
    [{}, ["b10", "a", "b9"]],
    [{ filters: [{ key: "available", values: ["true"] }] }, ["b10", "b9"]],
    [{ filters: [{ key: "sizes", values: ["m", "l"] }] }, ["b10", "a"]],
    [{ filters: [{ key: "sizes", values: ["s", "m"], all: true }] }, ["b10"]],
    [{ filters: [{ key: "slug", values: ["b"], matchBy: "substring" }] }, ["b10", "b9"]],
    [{ filters: [{ key: "slug", values: ["^b\\d$"], matchBy: "re" }] }, ["b9"]],
    [{ filters: [{ key: "slug", values: ["b"] }] }, []],
    [{ sorts: [{ key: "slug" }] }, ["a", "b9", "b10"]],
    [{ sorts: [{ key: "slug", direction: "desc" }] }, ["b10", "b9", "a"]],
    [{ sorts: [{ key: "available", direction: "desc" }, { key: "slug" }] }, ["b9", "b10", "a"]],
  ])("selected by %j has %j", (selection, expected) => {
    expect(slugs(selection)).toEqual(expected);
  });

  test("is not selected by what it does not have", () => {
    expect(() => slugs({ sorts: [{ key: "price" }] })).toThrow('Cannot select by "price": there are slug, sizes, available');
  });
});
