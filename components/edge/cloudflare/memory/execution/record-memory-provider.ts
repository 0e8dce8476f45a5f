import { setTimeout as sleep } from "node:timers/promises";
import { canonical } from "../../../../shared/canonical";
import { noted } from "../../../../shared/noted";
import type { ResourceOperations } from "../../../../shared/resource-operations";
import {
  besideEffects,
  isFirstOf,
  leavesEdge,
  recordEffects,
  recordMemoryEntries,
  refuseCname,
  refuseSame,
  remembered,
  rememberedEdge,
  type RecordMemoryInputs,
  type Remembered,
} from "../record-memory";
import { modesOf } from "./modes";
import { recordsNamed } from "./records-named";

/** What resolvers remember of a record. There is nothing to read, only a time to wait. */
export const recordMemoryProvider: ResourceOperations<RecordMemoryInputs, RecordMemoryInputs> = {
  ...noted(({ domain }) => domain, "has nothing to wait for"),
  rules: recordMemoryEntries,
  secrets: ["token"],

  diff: (_id, olds, news) => ({ changes: inForce(olds) !== inForce(news), replaces: [] }),

  async effects(news, olds) {
    const [isFirst, isNew] = [isFirstOf(news, olds), news.isMade === undefined];
    const records = isFirst || isNew ? await recordsNamed(news) : [];
    refuseCname(news, records);
    if (isNew) refuseSame(news, records);
    const waits = await edgeAfter(news, olds);
    return [
      ...recordEffects(news, olds),
      ...(isFirst ? besideEffects(news, records) : []),
      ...(waits ? [`takes ${waits.seconds} s more: until then ${waits.told}`] : []),
    ];
  },

  async update(_id, olds, news, report) {
    const { seconds = 0, told } = (await edgeAfter(news, olds)) ?? remembered(olds, news) ?? {};
    if (seconds > 0) report?.(`waits ${seconds} s: until then ${told}`);
    await sleep(seconds * 1000);
    return { outs: news };
  },

  // If a name's only record is removed, the name is no longer used, so there is nothing to wait for. Another host's is gone by now, and the name goes on.
  delete: (_id, { host, parting = 0 }) => sleep(host === undefined ? 0 : parting * 1000),
};

/** For how long the edge must serve visitors as it did, after a record no longer leads to it. */
async function edgeAfter(news: Partial<RecordMemoryInputs>, olds?: RecordMemoryInputs): Promise<Remembered | undefined> {
  return olds && leavesEdge(olds, news) ? rememberedEdge(olds.domain, await modesOf(news)) : undefined;
}

/** All of a memory but what a preview looks for, and where. */
function inForce(memory: RecordMemoryInputs): string {
  return canonical({ ...memory, zoneId: "", token: "", isMade: true });
}
