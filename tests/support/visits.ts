import { readFileSync } from "node:fs";
import { visitDuring } from "../../localcloud/stage/execution/visitors";
import { countBy, isLost, type Answer } from "../../localcloud/stage/visits";
import type { Status } from "./local-cloud";

/** The status of a visit; of one that is lost what the edge said, or why there was no answer. */
export const told = (answer: Answer): number | string => (isLost(answer) ? answer.words : (answer.status ?? 0));

/** What visitors got through the edge while `action` ran: each status or error, and how often. A visit begins every `interval` milliseconds. */
export async function watchVisits(
  domain: string,
  { edge, roots }: Status,
  interval: number,
  action: () => Promise<unknown>,
): Promise<ReadonlyMap<number | string, number>> {
  const viewpoint = { addressOf: () => Promise.resolve(edge.address), roots: [readFileSync(roots.edge, "utf8")] };
  const { visits } = await visitDuring(domain, viewpoint, interval, action);
  return countBy(visits, told);
}
