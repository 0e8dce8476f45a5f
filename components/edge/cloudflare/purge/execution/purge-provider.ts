import { canonical } from "../../../../shared/canonical";
import { connectCloudflare } from "../../../../shared/execution/cloudflare";
import { understandably } from "../../../../shared/execution/cloudflare-errors";
import { tell } from "../../../../shared/execution/tell";
import { noted } from "../../../../shared/noted";
import type { ResourceOperations } from "../../../../shared/resource-operations";
import { cachePurgeEntries, cachePurgeIdentity, changedPaths, purgeEffect, purgeRequests, type CachePurgeInputs } from "../cache-purge";
import { messageOf } from "../../../../shared/message";

/** Purges what has changed in a site from the edge's cache, and keeps the rest. */
export const cachePurgeProvider: ResourceOperations<CachePurgeInputs, CachePurgeInputs> = {
  // Anything cached for a new site comes from an earlier one, and expires by that one's rules.
  ...noted(({ domain }) => domain, "purges nothing"),
  rules: cachePurgeEntries,
  secrets: ["token"],
  replacedBy: cachePurgeIdentity,

  diff(_id, olds, news) {
    const replaces = cachePurgeIdentity.filter((key) => olds[key] !== news[key]);
    return { changes: replaces.length > 0 || canonical(olds.contents) !== canonical(news.contents), replaces };
  },

  effects: ({ domain, contents }, olds) => (olds && contents && domain === olds.domain ? [purgeEffect(domain, changedPaths(olds.contents, contents))] : []),

  async update(_id, olds, news, report) {
    report?.("purging the edge's cache");
    // A failed purge is only a warning: the new release is in force anyway, and cached answers expire.
    await purge(news, changedPaths(olds.contents, news.contents)).catch((error: unknown) =>
      tell(`${news.domain}: warning: ${messageOf(error)}. Until it expires, visitors may get what was before`),
    );
    return { outs: news };
  },
};

async function purge({ zoneId, domain, token }: CachePurgeInputs, paths: readonly string[]): Promise<void> {
  const words = {
    cannot: `Cannot have the edge forget what it keeps of ${domain}`,
    needs: 'the permission "Zone: Cache Purge: Purge"',
  };
  await understandably(words, async () => {
    const client = connectCloudflare({ apiToken: token });
    for (const body of purgeRequests(domain, paths)) await client.post(`/zones/${zoneId}/purge_cache`, { body });
  });
}
