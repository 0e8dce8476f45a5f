import { setTimeout as sleep } from "node:timers/promises";
import { canonical } from "../../../shared/canonical";
import { notImported } from "../../../shared/importing";
import { picked } from "../../../shared/picked";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { recordEffects, recordMemoryEntries, remembered, type RecordMemoryInputs } from "../record-memory";

/** What resolvers remember of a record. There is nothing to read, only a time to wait. */
export const recordMemoryProvider: ResourceOperations<RecordMemoryInputs, RecordMemoryInputs> = {
  rules: recordMemoryEntries,
  secrets: [],
  replacedBy: [],
  computed: [],

  create: (inputs) => Promise.resolve({ id: inputs.domain, outs: inputs }),

  diff: (_id, olds, news) => ({ changes: canonical(inputsOf(olds)) !== canonical(news), replaces: [] }),

  effects: (news, olds) => recordEffects(news, olds),

  async update(_id, olds, news, report) {
    const { seconds = 0, told } = remembered(olds, news) ?? {};
    if (seconds > 0) report?.(`waits ${seconds} s: until then ${told}`);
    await sleep(seconds * 1000);
    return { outs: news };
  },

  read: (id, known) => Promise.resolve({ id, props: known, inputs: inputsOf(known) }),

  importing: notImported("write it in the program, which makes it and has nothing to wait for"),

  // If a name's only record is removed, the name is no longer used, so there is nothing to wait for. Another host's is gone by now, and the name goes on.
  delete: (_id, { host, parting = 0 }) => sleep(host === undefined ? 0 : parting * 1000),
};

function inputsOf(memory: RecordMemoryInputs): RecordMemoryInputs {
  return picked(memory, { domain: true, leadsTo: true, lifetime: true, behind: true, parting: true, host: true, isBeside: true });
}
