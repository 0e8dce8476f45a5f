import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Store, type Item } from "../../../localcloud/store/store";

const folder = mkdtempSync(join(tmpdir(), "tlsup-store-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** As a daemon that starts again reads it. */
const reopened = (): ReturnType<Store["collection"]> => new Store(folder).collection("items");

test.each([1, 246, 247, 255, 300])("an item with an id of %d characters is kept, changed and deleted", (length) => {
  const id = "i".repeat(length);
  reopened().put({ id, text: "first" } as Item);
  reopened().put({ id, text: "second" } as Item);
  expect([reopened().get(id), reopened().list()]).toEqual([{ id, text: "second" }, [{ id, text: "second" }]]);
  expect([reopened().delete(id), reopened().get(id), reopened().delete(id)]).toEqual([true, undefined, false]);
});

test("items keep the order of their creation, not of their ids or changes", () => {
  const items = reopened();
  for (const id of ["b", "c", "a", "b"]) items.put({ id });
  expect(reopened().list()).toEqual([{ id: "b" }, { id: "c" }, { id: "a" }]);
  expect(["", "a/b", "a b"].filter((id) => attempted(() => items.put({ id })))).toEqual([]);
});

function attempted(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
