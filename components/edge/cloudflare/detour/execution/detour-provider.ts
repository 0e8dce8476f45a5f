import { setTimeout as sleep } from "node:timers/promises";
import { canonical } from "../../../../shared/canonical";
import { connectCloudflare } from "../../../../shared/execution/cloudflare";
import { understandably } from "../../../../shared/execution/cloudflare-errors";
import { recordsOf } from "../../../../shared/execution/cloudflare-records";
import { noted } from "../../../../shared/noted";
import type { ResourceOperations } from "../../../../shared/resource-operations";
import { parting } from "../../memory/record-memory";
import { detourEffects, detourEntries, isLedElsewhere, type DetourInputs } from "../detour";

/** Leads records elsewhere when another machine takes over, and waits until the edge follows. */
export const detourProvider: ResourceOperations<DetourInputs, DetourInputs> = {
  ...noted(({ domain }) => domain, "changes nothing"),
  rules: detourEntries,
  secrets: ["token"],

  diff: (_id, olds, news) => ({ changes: canonical({ ...olds, token: "" }) !== canonical({ ...news, token: "" }), replaces: [] }),

  effects: detourEffects,

  async update(_id, olds, news, report) {
    if (olds.machine !== news.machine && (await lead(news))) {
      report?.(`waits ${parting} s: until then the edge may pass visitors of ${news.domain} on to another address`);
      await sleep(parting * 1000);
    }
    return { outs: news };
  },
};

/** Returns whether a record had to change. */
async function lead(detour: DetourInputs): Promise<boolean> {
  const { zoneId, domain, to, token } = detour;
  return understandably({ cannot: `Cannot lead ${domain} to ${to}`, needs: 'the permission "Zone: DNS: Edit"' }, async () => {
    const client = connectCloudflare({ apiToken: token });
    let isChanged = false;
    for await (const record of recordsOf(client, zoneId, { "name.exact": domain })) {
      if (!isLedElsewhere(detour, record)) continue;
      const { id, name, type } = record;
      await client.patch(`/zones/${zoneId}/dns_records/${id}`, { body: { name, type, content: to, ttl: 1, proxied: true } });
      isChanged = true;
    }
    return isChanged;
  });
}
