import { setTimeout as sleep } from "node:timers/promises";
import { canonical } from "../../../shared/canonical";
import { cloudflareReader, hasToken, once } from "../../../shared/execution/cloudflare-reader";
import { recordsOf } from "../../../shared/execution/cloudflare-records";
import { noted } from "../../../shared/noted";
import type { ResourceOperations } from "../../../shared/resource-operations";
import {
  besideEffects,
  isFirstOf,
  recordEffects,
  recordMemoryEntries,
  refuseCname,
  refuseSame,
  remembered,
  type NamedRecord,
  type RecordMemoryInputs,
} from "../record-memory";

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
    return [...recordEffects(news, olds), ...(isFirst ? besideEffects(news, records) : [])];
  },

  async update(_id, olds, news, report) {
    const { seconds = 0, told } = remembered(olds, news) ?? {};
    if (seconds > 0) report?.(`waits ${seconds} s: until then ${told}`);
    await sleep(seconds * 1000);
    return { outs: news };
  },

  // If a name's only record is removed, the name is no longer used, so there is nothing to wait for. Another host's is gone by now, and the name goes on.
  delete: (_id, { host, parting = 0 }) => sleep(host === undefined ? 0 : parting * 1000),
};

/** All of a memory but what a preview looks for, and where. */
function inForce(memory: RecordMemoryInputs): string {
  return canonical({ ...memory, zoneId: "", token: "", isMade: true });
}

/** Where a name's records are, as far as it is known. */
type Place = { readonly [Key in "zoneId" | "domain" | "token"]?: string | undefined };

/** The records of a name at Cloudflare; none if it does not say. */
export async function recordsNamed({ zoneId, domain, token }: Place): Promise<readonly NamedRecord[]> {
  const records: NamedRecord[] = [];
  if (zoneId === undefined || domain === undefined || !hasToken(token)) return records;
  try {
    for await (const record of recordsOf(cloudflareReader({ apiToken: token }, once), zoneId, { "name.exact": domain })) records.push(record);
  } catch {
    return [];
  }
  return records;
}
