import { asset } from "../../../shared/execution/asset";

/** The parts that several programs have. */
const shared: readonly string[] = ["acme", "certificates", "keys", "schedule", "store", "suggestion"];

/** The texts in this package of the parts of a program on hosts; `folder` has those that it does not share. */
export function programTexts<Part extends string>(folder: string, parts: readonly Part[]): Record<Part, string> {
  const textOf = (part: Part): string => asset(`certificate/${shared.includes(part) ? "lineage" : folder}/${part}.py`);
  return Object.fromEntries(parts.map((part) => [part, textOf(part)])) as Record<Part, string>;
}
