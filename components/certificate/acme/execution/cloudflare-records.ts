import { connectCloudflare, type CloudflareAccess } from "../../../shared/execution/cloudflare";
import { codesOf, reasonsOf, statusOf } from "../../../shared/execution/cloudflare-errors";
import type { TxtRecords, TxtValue } from "./dns-solver";

const needs = 'The token needs the permissions "Zone: Zone: Read" and "Zone: DNS: Edit" for it';

/** Source: https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/create/, error 81058. */
const identicalRecord = 81058;

/** TXT records at Cloudflare, by its official client, which repeats what was refused for now (429) or failed (5xx). */
export function cloudflareRecords(access: CloudflareAccess): TxtRecords {
  let opened: ReturnType<typeof connectCloudflare> | undefined;
  const zoneIds = new Map<string, Promise<string>>();
  const made = new Map<string, string>();

  const client = (): ReturnType<typeof connectCloudflare> => {
    opened ??= connectCloudflare(access);
    return opened;
  };

  const findZone = async (zone: string, signal: AbortSignal): Promise<string> => {
    const { result } = await (await client()).zones.list({ name: zone }, { signal });
    const [found] = result;
    if (!found) throw new Error(`Cannot write DNS records of ${zone} as the token must see the zone at Cloudflare: it sees no zone of that name. ${needs}`);
    return found.id;
  };

  const zoneId = (zone: string, signal: AbortSignal): Promise<string> => {
    const id = zoneIds.get(zone) ?? findZone(zone, signal);
    zoneIds.set(zone, id);
    return id;
  };

  const idOf = async ({ zone, name, value }: TxtValue, signal: AbortSignal): Promise<string | undefined> => {
    for await (const record of (await client()).dns.records.list({ zone_id: await zoneId(zone, signal), type: "TXT", name: { exact: name } }, { signal })) {
      if (record.type === "TXT" && record.content?.replaceAll('"', "") === value) return record.id;
    }
    return undefined;
  };

  return {
    add: (record, signal) =>
      understandably("write", record, async () => {
        const params = {
          zone_id: await zoneId(record.zone, signal),
          type: "TXT",
          name: record.name,
          content: `"${record.value}"`,
          ttl: 60,
          comment: "ACME challenge by tlsup",
        } as const;
        try {
          const { id } = await (await client()).dns.records.create(params, { signal });
          made.set(key(record), id);
        } catch (error) {
          if (!codesOf(error).includes(identicalRecord)) throw error;
        }
      }),
    remove: (record, signal) =>
      understandably("remove", record, async () => {
        const id = made.get(key(record)) ?? (await idOf(record, signal));
        if (id === undefined) return;
        try {
          await (await client()).dns.records.delete(id, { zone_id: await zoneId(record.zone, signal) }, { signal });
        } catch (error) {
          if (statusOf(error) !== 404) throw error;
        }
      }),
  };
}

function key({ name, value }: TxtValue): string {
  return `${name} ${value}`;
}

async function understandably(verb: string, { name, zone }: TxtValue, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (cause) {
    const status = statusOf(cause);
    if (status === undefined) throw cause;
    const rule = status === 401 || status === 403 ? `the token must be allowed to. ${needs}` : "Cloudflare must answer";
    throw new Error(`Cannot ${verb} the TXT record ${name} in the zone ${zone} as ${rule}: it answered ${status} ${reasonsOf(cause)}`, { cause });
  }
}
