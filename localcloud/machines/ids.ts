import { randomInt } from "node:crypto";
import type { Collection, Item } from "../store/store";

/**
 * A number that no item has as its id. Drawn, not counted: the id of something deleted does not come back,
 * so that what still remembers it finds nothing instead of something else.
 */
export function newNumericId(...collections: readonly Collection<Item>[]): string {
  for (;;) {
    const id = String(randomInt(100_000_000, 1_000_000_000));
    if (collections.every((collection) => collection.get(id) === undefined)) return id;
  }
}
