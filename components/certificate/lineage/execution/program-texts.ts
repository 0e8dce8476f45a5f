import { asset } from "../../../shared/execution/asset";

/** The parts of the agent that other programs have as well. */
const ofAgent: readonly string[] = ["acme", "certificates", "keys", "store", "suggestion"];

/** The texts in this package of the parts of a program on hosts; `folder` has those that it does not share. */
export function programTexts<Part extends string>(folder: string, parts: readonly Part[]): Record<Part, string> {
  const folderOf = (part: Part): string => (part === "schedule" ? "lineage" : ofAgent.includes(part) ? "keeper/agent" : folder);
  return Object.fromEntries(parts.map((part) => [part, asset(`certificate/${folderOf(part)}/${part}.py`)])) as Record<Part, string>;
}
