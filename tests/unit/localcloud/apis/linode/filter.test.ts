import { filtered } from "../../../../../localcloud/apis/linode/filter";

const items = [
  { id: 9, label: "b", tags: ["web"], entity: { id: 1 } },
  { id: 10, label: "a", tags: ["web", "db"], entity: { id: 2 } },
  { id: 11, label: "ab", tags: [], entity: null },
];
const ids = (filter: unknown): number[] => filtered(items, JSON.stringify(filter)).map((item) => (item as { id: number }).id);

test.each<[object, number[]]>([
  [{}, [9, 10, 11]],
  [{ label: "a" }, [10]],
  [{ tags: "web" }, [9, 10]],
  [{ "entity.id": 2 }, [10]],
  [{ "label.id": 2 }, []],
  [{ label: { "+neq": "a" } }, [9, 11]],
  [{ id: { "+gt": 9 } }, [10, 11]],
  [{ id: { "+gte": 10 } }, [10, 11]],
  [{ id: { "+lt": 10 } }, [9]],
  [{ id: { "+lte": 10 } }, [9, 10]],
  [{ label: { "+gt": "a", "+lt": "b" } }, [11]],
  [{ label: { "+contains": "b" } }, [9, 11]],
  [{ "+and": [{ tags: "web" }, { label: "a" }] }, [10]],
  [{ "+or": [{ tags: "db" }, { label: "ab" }] }, [10, 11]],
  [{ "+order_by": "label" }, [10, 11, 9]],
  [{ "+order_by": "label", "+order": "asc" }, [10, 11, 9]],
  [{ "+order_by": "id", "+order": "desc" }, [11, 10, 9]],
  [{ "+order_by": 7, "+order": "desc" }, [9, 10, 11]],
])("the filter %j selects, in its order, %j", (filter, expected) => {
  expect(ids(filter)).toEqual(expected);
});

test.each(["{", "[]", '"label"', "7", "null", "true"])("%s is no filter", (header) => {
  expect(() => filtered(items, header)).toThrow("X-Filter must be a JSON object");
});

test.each([
  [{ "+near": [] }, "Unknown operator +near"],
  [{ label: { "+near": "a" } }, "Unknown operator +near"],
  [{ "+and": { label: "a" } }, "+and and +or take lists of filters"],
  [{ "+or": ["a"] }, "+and and +or take lists of filters"],
])("the filter %j is refused", (filter, reason) => {
  expect(() => ids(filter)).toThrow(reason);
});

test("without a filter everything is there, in a list of its own", () => {
  for (const header of [undefined, ""]) expect(filtered(items, header)).toEqual(items);
  expect(filtered(items, undefined)).not.toBe(items);
});
