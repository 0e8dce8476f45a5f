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

/** Where the program leads names in this run, by the record. */
const led = new Map<string, RecordMemoryInputs>();

const base = noted<RecordMemoryInputs>(({ domain }) => domain, "has nothing to wait for");

/** What resolvers remember of a record. There is nothing to read, only a time to wait. */
export const recordMemoryProvider: ResourceOperations<RecordMemoryInputs, RecordMemoryInputs> = {
  ...base,
  rules: recordMemoryEntries,
  secrets: ["token"],

  create(inputs) {
    note(inputs);
    return base.create(inputs);
  },

  diff(_id, olds, news) {
    note(news);
    return { changes: inForce(olds) !== inForce(news), replaces: [] };
  },

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
  async delete(_id, known) {
    const { host, parting = 0, isTold = false } = known;
    const successor = isTold ? undefined : led.get(recordOf(known));
    const seconds = host !== undefined ? parting : successor ? remembered(known, successor)?.seconds : 0;
    await sleep((seconds ?? 0) * 1000);
  },
};

/** Not that of another host's record: it says `isTold`, and the memory with the host waits for it. */
function note(memory: RecordMemoryInputs): void {
  if (memory.isTold !== true) led.set(recordOf(memory), memory);
}

/** A name's record for visitors. A component that was renamed without an alias has another resource for the same record. */
function recordOf({ domain, host, isBeside = false }: RecordMemoryInputs): string {
  return canonical([domain, host ?? "", isBeside]);
}

/** For how long the edge must serve visitors as it did, after a record no longer leads to it. */
async function edgeAfter(news: Partial<RecordMemoryInputs>, olds?: RecordMemoryInputs): Promise<Remembered | undefined> {
  return olds && leavesEdge(olds, news) ? rememberedEdge(olds.domain, await modesOf(news)) : undefined;
}

/** All of a memory but what a preview looks for, and where. */
function inForce(memory: RecordMemoryInputs): string {
  return canonical({ ...memory, zoneId: "", token: "", isMade: true });
}
