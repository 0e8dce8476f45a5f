import { connectCloudflare, type CloudflareAccess, type CloudflareClient } from "../../../shared/execution/cloudflare";
import { codesOf, understandably, unlessGone, type RefusalWords } from "../../../shared/execution/cloudflare-errors";
import type { TxtRecords, TxtValue } from "./dns-solver";

const needs = 'the permissions "Zone: Zone: Read" and "Zone: DNS: Edit"';

/** Source: https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/create/, error 81058. */
const identicalRecord = 81058;

/** TXT records at Cloudflare, by its official client, which retries requests that were rate limited (429) or failed (5xx). */
export function cloudflareRecords(access: CloudflareAccess): TxtRecords {
  let opened: CloudflareClient | undefined;
  const zoneIds = new Map<string, Promise<string>>();
  const made = new Map<string, string>();

  const client = (): CloudflareClient => {
    opened ??= connectCloudflare(access);
    return opened;
  };

  const findZone = async (zone: string, signal: AbortSignal): Promise<string> => {
    const { result } = await client().zones.list({ name: zone }, { signal });
    const [found] = result;
    if (!found)
      throw new Error(`Cannot write DNS records of ${zone} as the token must see the zone at Cloudflare: it sees no zone of that name. It needs ${needs}`);
    return found.id;
  };

  const zoneId = (zone: string, signal: AbortSignal): Promise<string> => {
    const id = zoneIds.get(zone) ?? findZone(zone, signal);
    zoneIds.set(zone, id);
    return id;
  };

  const idOf = async ({ zone, name, value }: TxtValue, signal: AbortSignal): Promise<string | undefined> => {
    for await (const record of client().dns.records.list({ zone_id: await zoneId(zone, signal), type: "TXT", name: { exact: name } }, { signal })) {
      if (record.type === "TXT" && record.content?.replaceAll('"', "") === value) return record.id;
    }
    return undefined;
  };

  return {
    add: (record, signal) =>
      understandably(wordsOf("write", record), async () => {
        const params = {
          zone_id: await zoneId(record.zone, signal),
          type: "TXT",
          name: record.name,
          content: `"${record.value}"`,
          ttl: 60,
          comment: "ACME challenge by tlsup",
        } as const;
        try {
          const { id } = await client().dns.records.create(params, { signal });
          made.set(key(record), id);
        } catch (error) {
          if (!codesOf(error).includes(identicalRecord)) throw error;
        }
      }),
    remove: (record, signal) =>
      understandably(wordsOf("remove", record), async () => {
        const id = made.get(key(record)) ?? (await idOf(record, signal));
        if (id === undefined) return;
        const zone = { zone_id: await zoneId(record.zone, signal) };
        await client().dns.records.delete(id, zone, { signal }).catch(unlessGone);
      }),
  };
}

function key({ name, value }: TxtValue): string {
  return `${name} ${value}`;
}

function wordsOf(verb: string, { name, zone }: TxtValue): RefusalWords {
  return { cannot: `Cannot ${verb} the TXT record ${name} in the zone ${zone}`, needs };
}
