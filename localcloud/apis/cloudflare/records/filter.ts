import type { StoredRecord } from "../../../zones/stored";

type Query = Readonly<Record<string, string>>;
type Test = (record: StoredRecord) => boolean;

const operators: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  exact: (value, wanted) => value === wanted,
  contains: (value, wanted) => value.includes(wanted),
  startswith: (value, wanted) => value.startsWith(wanted),
  endswith: (value, wanted) => value.endsWith(wanted),
};

type Order = (record: StoredRecord) => string | number;

const byType: Order = ({ type }) => type;
const otherOrders = new Map<string | undefined, Order>([
  ["name", ({ name }) => name],
  ["content", ({ content }) => content],
  ["ttl", ({ ttl }) => ttl],
  ["proxied", ({ proxied }) => Number(proxied)],
]);

/**
 * The records that a list's query selects, in the order that it asks for; `records` are in order of creation.
 * https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/list/
 */
export function selectRecords(records: readonly StoredRecord[], query: Query): StoredRecord[] {
  const tests = [...testsOf(query), ...tagTests(query)];
  const combine = (test: (each: Test) => boolean): boolean => (query.match === "any" && tests.length > 0 ? tests.some(test) : tests.every(test));
  const key = otherOrders.get(query.order) ?? byType;
  const direction = query.direction === "desc" ? -1 : 1;
  return records
    .filter((record) => combine((test) => test(record)) && isFound(record, query.search))
    .sort((a, b) => direction * compare(key(a), key(b)) || compare(a.name, b.name));
}

function testsOf(query: Query): Test[] {
  const { type, proxied } = query;
  return [
    ...(type === undefined ? [] : [(record: StoredRecord) => record.type === type.toUpperCase()]),
    ...(proxied === undefined ? [] : [(record: StoredRecord) => String(record.proxied) === proxied]),
    ...textTests(query, "name", ({ name }) => name),
    ...textTests(query, "content", ({ content }) => content),
    ...textTests(query, "comment", ({ comment }) => comment ?? ""),
    ...(query["comment.present"] === undefined ? [] : [(record: StoredRecord) => record.comment !== null]),
    ...(query["comment.absent"] === undefined ? [] : [(record: StoredRecord) => record.comment === null]),
  ];
}

/** `name=` means `name.exact=`. All of them ignore case. */
function textTests(query: Query, field: string, value: (record: StoredRecord) => string): Test[] {
  return Object.entries(operators).flatMap(([operator, holds]) => {
    const wanted = query[`${field}.${operator}`] ?? (operator === "exact" ? query[field] : undefined);
    return wanted === undefined ? [] : [(record: StoredRecord) => holds(value(record).toLowerCase(), wanted.toLowerCase())];
  });
}

/** A tag is `name:value`; `tag_match` says how the tests of tags are combined with each other. */
function tagTests(query: Query): Test[] {
  const has = (record: StoredRecord, test: (name: string, value: string) => boolean): boolean =>
    record.tags.some((tag) => {
      const [name = "", ...rest] = tag.toLowerCase().split(":");
      return test(name, rest.join(":"));
    });
  const byName =
    (wanted: string): Test =>
    (record) =>
      has(record, (name) => name === wanted.toLowerCase());
  const tests: Test[] = Object.entries(operators).flatMap(([operator, holds]) => {
    const parameter = query[`tag.${operator}`] ?? (operator === "exact" ? query.tag : undefined);
    if (parameter === undefined) return [];
    const [wantedName = "", ...rest] = parameter.toLowerCase().split(":");
    return [(record: StoredRecord) => has(record, (name, value) => name === wantedName && holds(value, rest.join(":")))];
  });
  const { "tag.present": present, "tag.absent": absent } = query;
  if (present !== undefined) tests.push(byName(present));
  if (absent !== undefined) tests.push((record) => !byName(absent)(record));
  if (query.tag_match !== "any" || tests.length === 0) return tests;
  return [(record) => tests.some((test) => test(record))];
}

function isFound(record: StoredRecord, search: string | undefined): boolean {
  const text = [record.name, record.type, record.content, record.comment ?? "", ...record.tags].join("\n").toLowerCase();
  return search === undefined || text.includes(search.toLowerCase());
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : Number(a > b);
}
