import * as pulumi from "@pulumi/pulumi";
import { whenKnown, type Inputs } from "../../shared/inputs.component";
import type { Front, FrontMaker, FrontNeeds } from "../common/front.component";
import { DirectRecord } from "./direct-record.component";
import { CachePurge } from "./purge/cache-purge.resource";
import { configuredToken } from "../../shared/configured-token.component";
import { EdgeRanges } from "./edge-ranges.resource";
import { edgeRanges, ProxiedRecord } from "./proxied-record.component";
import { otherRules } from "./rules/host-rules";
import type { CloudflareProxy } from "./settings";
import { refOf } from "./stated.component";
import { zoneName, zoneSettings } from "./zone-settings";
import { lastingSettings } from "./zone/zone-wide";

/** Cloudflare at work, as the registry has it. */
export const cloudflare: FrontMaker<CloudflareProxy> = {
  ranges: (name, { proxied }, parent) => (proxied === false ? undefined : new EdgeRanges(name, { listed: edgeRanges({ parent }) }, { parent }).ranges),

  // A record that turns from the one into the other is the same record: it is changed in place, and never away.
  front: (name, settings, needs, parent) => (settings.proxied === false ? direct(name, settings, needs, parent) : behindProxy(name, settings, needs, parent)),

  serviceRecord(name, { zone }, { domain, address, site }, opts) {
    const found = whenKnown({ site, ...(zone !== undefined && { zone }) }, (known: { readonly site: string; readonly zone?: string }) =>
      zoneName(known.site, known),
    );
    return new DirectRecord(name, { domain, address, zone: found }, opts);
  },

  planned(settings, domain) {
    if (settings.proxied === false) return {};
    const rules = otherRules(domain, settings).map(({ key, ...rule }) => ({ ...rule, ref: refOf(domain, key) }));
    const stated = { ssl: settings.ssl, ...zoneSettings(settings), ...lastingSettings(settings.zoneWide ?? {}) };
    return { ssl: settings.ssl, zone: { name: zoneName(domain, settings), settings: stated, ...(rules.length > 0 && { rules }) } };
  },
};

type Proxied = Exclude<Inputs<CloudflareProxy>, { readonly proxied: false }>;

function behindProxy(name: string, settings: Proxied, { domain, address, origin, precedesOrigin, contents }: FrontNeeds, parent: pulumi.Resource): Front {
  const told = Object.fromEntries(Object.entries(settings).filter(([key]) => key !== "proxied")) as Omit<Proxied, "proxied">;
  const opts = { parent, dependsOn: origin, aliases: [{ type: "tlsup:index:DirectRecord" }] };
  const record = new ProxiedRecord(name, { ...told, domain, address, precedesOrigin }, opts);
  // Only once the host serves what is new, or the edge would keep what was before once more.
  if (contents !== undefined && settings.cache !== undefined) {
    const token = configuredToken();
    new CachePurge(name, { zoneId: record.zoneId, domain, contents, ...(token && { token }) }, { parent, dependsOn: origin });
  }
  return record;
}

function direct(
  name: string,
  { zone }: { readonly zone?: pulumi.Input<string> },
  { domain, address, origin, precedesOrigin }: FrontNeeds,
  parent: pulumi.Resource,
): Front {
  const record = new DirectRecord(
    name,
    { domain, address, ...(zone !== undefined && { zone }) },
    {
      parent,
      dependsOn: precedesOrigin.apply((first): pulumi.Resource[] => (first ? [] : [origin])),
      aliases: [{ type: "tlsup:index:ProxiedRecord" }],
    },
  );
  return { reachable: precedesOrigin.apply((first): pulumi.Resource[] => (first ? [record.record] : [])), relaxed: pulumi.output([]) };
}
