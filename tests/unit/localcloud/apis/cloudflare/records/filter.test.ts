import { refuseConflicts } from "../../../../../../localcloud/apis/cloudflare/records/conflicts";
import { selectRecords } from "../../../../../../localcloud/apis/cloudflare/records/filter";
import type { RecordFields } from "../../../../../../localcloud/apis/cloudflare/records/input";
import type { StoredRecord } from "../../../../../../localcloud/zones/stored";

const record = (id: string, changes: Partial<StoredRecord>): StoredRecord => ({
  ...{ id, zoneId: "z", name: `${id}.test`, type: "A", content: "192.0.2.1", ttl: 1, proxied: false, comment: null, tags: [], settings: {} },
  ...{ createdOn: "", modifiedOn: "", ...changes },
});
const records = [
  record("a", { content: "192.0.2.9", ttl: 300, comment: "Front door", tags: ["team:web", "live"] }),
  record("b", { type: "TXT", content: "front", tags: ["team:Database"] }),
  record("c", { proxied: true, ttl: 60, comment: "back" }),
];
const ids = (query: Readonly<Record<string, string>>): string =>
  selectRecords(records, query)
    .map(({ id }) => id)
    .join("");

test.each([
  [{}, "acb"],
  [{ type: "txt" }, "b"],
  [{ proxied: "true" }, "c"],
  [{ proxied: "false" }, "ab"],
  [{ "name.exact": "A.TEST" }, "a"],
  [{ "content.startswith": "FR" }, "b"],
  [{ "comment.endswith": "DOOR" }, "a"],
  [{ comment: "back" }, "c"],
  [{ "comment.present": "true" }, "ac"],
  [{ "comment.absent": "true" }, "b"],
  [{ tag: "team:web" }, "a"],
  [{ "tag.contains": "team:data" }, "b"],
  [{ "tag.startswith": "team:b" }, ""],
  [{ "tag.present": "TEAM" }, "ab"],
  [{ "tag.absent": "live" }, "cb"],
  [{ "tag.present": "team", "tag.absent": "live" }, "b"],
  [{ "tag.present": "live", tag: "team:database", tag_match: "any" }, "ab"],
  [{ tag_match: "any" }, "acb"],
  [{ type: "TXT", proxied: "true" }, ""],
  [{ type: "TXT", proxied: "true", match: "any" }, "cb"],
  [{ match: "any" }, "acb"],
  [{ search: "front" }, "ab"],
  [{ search: "LIVE" }, "a"],
  [{ search: "txt" }, "b"],
  [{ search: "nothing" }, ""],
  [{ order: "type" }, "acb"],
  [{ order: "name" }, "abc"],
  [{ order: "name", direction: "desc" }, "cba"],
  [{ order: "content" }, "cab"],
  [{ order: "ttl" }, "bca"],
  [{ order: "proxied", direction: "desc" }, "cab"],
  [{ order: "near" }, "acb"],
  [{ order: "constructor" }, "acb"],
])("the query %j selects, in its order, %s", (query, expected) => {
  expect(ids(query)).toBe(expected);
});

test.each<[string, Partial<StoredRecord>, Partial<StoredRecord>, string | undefined]>([
  ["an address beside another", { content: "192.0.2.2" }, {}, undefined],
  ["the same once more", {}, {}, "An identical record already exists."],
  ["a mail host with another priority", { type: "MX", priority: 1 }, { type: "MX", priority: 2 }, undefined],
  ["a mail host with the same priority", { type: "MX", priority: 1 }, { type: "MX", priority: 1 }, "An identical record already exists."],
  ["an alias beside an address", { type: "CNAME" }, { type: "AAAA" }, "An A, AAAA, or CNAME record with that host already exists."],
  ["an alias beside an alias", { type: "CNAME", content: "x.test" }, { type: "CNAME" }, "An A, AAAA, or CNAME record with that host already exists."],
  ["an alias beside a text", { type: "CNAME" }, { type: "TXT" }, undefined],
  ["an address beside an alias", { type: "AAAA" }, { type: "CNAME" }, "A CNAME record with that host already exists."],
  ["a text beside an alias", { type: "TXT" }, { type: "CNAME" }, undefined],
])("%s at one name", (_, made, present, refusal) => {
  const act = (): void => refuseConflicts(record("new", made) as RecordFields, [record("old", present)]);
  if (refusal === undefined) expect(act).not.toThrow();
  else expect(act).toThrow(refusal);
});
