import * as pulumi from "@pulumi/pulumi";
import { whenKnown, type Inputs } from "../../shared/inputs.component";
import { namedBefore } from "../../shared/named-before.component";
import { picked } from "../../shared/picked";
import type { Front, FrontMaker, FrontNeeds } from "../common/front.component";
import { DirectRecord } from "./direct-record.component";
import { CachePurge } from "./purge/cache-purge.resource";
import { withToken } from "../../shared/configured-token.component";
import { detourBack } from "./detour/detour-back.component";
import { Detour } from "./detour/detour.resource";
import { EdgeRanges } from "./edge-ranges.resource";
import { mustPrecede } from "./led-already.component";
import { edgeRanges, ProxiedRecord } from "./proxied-record.component";
import { otherRules, securityLevel } from "./rules/host-rules";
import type { CloudflareProxy } from "./settings";
import { refOf } from "./stated.component";
import { zoneName, zoneSettings } from "./zone-settings";
import { hostRecord } from "./host-record.component";
import { findZone, zoneIdOf } from "./zone.component";
import { lastingSettings } from "./zone/zone-wide";

/** The registry entry that makes Cloudflare's resources. */
export const cloudflare: FrontMaker<CloudflareProxy> = {
  ranges: (name, { proxied }, parent) => (proxied === false ? undefined : new EdgeRanges(name, { listed: edgeRanges({ parent }) }, { parent }).ranges),

  // Proxied or not, it is the same record at Cloudflare: a switch changes it in place, so that the name always resolves.
  front: (name, settings, needs, parent) => (settings.proxied === false ? direct(name, settings, needs, parent) : behindProxy(name, settings, needs, parent)),

  aliasFront(name, settings, { zone, serves, ...needs }, parent) {
    return settings.proxied === false
      ? direct(name, { ...settings, zone }, needs, parent)
      : behindProxy(name, { ...ofAlias(settings, serves), zone }, needs, parent);
  },

  hostRecord: (name, _settings, needs, opts) => hostRecord(name, needs, opts),

  detour(name, { proxied }, { zone, domain, from, formerName, ...move }, opts) {
    if (proxied === false) return undefined;
    const zoneId = zoneIdOf(findZone({ domain, zone }, opts.parent));
    return new Detour(name, { zoneId, domain, records: from, ...move, ...withToken(opts.parent) }, { ...opts, ...namedBefore(formerName) });
  },

  serviceRecord(name, { zone, sshfp }, { domain, hostKey, site, ...host }, opts) {
    const found = whenKnown({ site, ...(zone !== undefined && { zone }) }, (known: { readonly site: string; readonly zone?: string }) =>
      zoneName(known.site, known),
    );
    // An alias that becomes a service's name keeps its record.
    const aliases = [...(opts.aliases ?? []), { type: "tlsup:index:ProxiedRecord" }];
    return new DirectRecord(name, { domain, ...host, zone: found, ...(sshfp === true && { hostKey }) }, { ...opts, aliases }).record;
  },

  planned(settings, domain) {
    if (settings.proxied === false) return {};
    const rules = otherRules(domain, settings).map(({ key, ...rule }) => ({ ...rule, ref: refOf(domain, key) }));
    const { underAttack, zoneWide = {} } = settings;
    const level = underAttack !== undefined && { security_level: securityLevel(underAttack) };
    const stated = { ssl: settings.ssl, ...level, ...zoneSettings(settings), ...lastingSettings(zoneWide) };
    return { ssl: settings.ssl, zone: { name: zoneName(domain, settings), settings: stated, ...(rules.length > 0 && { rules }) } };
  },

  plannedAlias(settings, { name, zone, serves }) {
    return settings.proxied === false ? {} : this.planned({ ...ofAlias(settings, serves), zone }, name);
  },
};

type Proxied = Exclude<Inputs<CloudflareProxy>, { readonly proxied: false }>;

function behindProxy(name: string, settings: Proxied, needs: FrontNeeds, parent: pulumi.Resource): Front {
  const { domain, origins, precedesOrigin, contents, address, machine } = needs;
  const told = Object.fromEntries(Object.entries(settings).filter(([key]) => key !== "proxied" && key !== "sshfp")) as Omit<Proxied, "proxied" | "sshfp">;
  const opts = { parent, dependsOn: [...origins], aliases: formerly("DirectRecord", needs) };
  const record = new ProxiedRecord(name, { ...told, domain, ...addressesOf(needs), precedesOrigin }, opts);
  // Only after the host serves the new release, or the edge would cache the old one again.
  if (contents !== undefined && settings.cache !== undefined) {
    new CachePurge(
      name,
      { zoneId: record.zoneId, domain, contents, ...withToken(parent) },
      { parent, dependsOn: [...origins], ...namedBefore(needs.formerName) },
    );
  }
  if (machine !== undefined && address !== undefined)
    detourBack(name, { zoneId: record.zoneId, domain, records: record.recordId, to: address, machine }, parent, needs.formerName);
  return { reachable: record.reachable, relaxed: record.relaxed, made: [record] };
}

/** The addresses that a host has. */
function addressesOf(needs: FrontNeeds): Pick<FrontNeeds, "address" | "ipv6"> {
  return picked<Pick<FrontNeeds, "address" | "ipv6">>(needs, { address: true, ipv6: true });
}

type Direct = Pick<Inputs<CloudflareProxy>, "zone" | "sshfp">;

function direct(name: string, { zone, sshfp }: Direct, needs: FrontNeeds, parent: pulumi.Resource): Front {
  const { domain, hostKey, origins, address, ipv6 } = needs;
  const named = { domain, ...(zone !== undefined && { zone }) };
  const led = { ...named, ...addressesOf(needs), ...(sshfp === true && { hostKey }) };
  const precedesOrigin = mustPrecede(needs.precedesOrigin, { zone: () => findZone(named, parent), domain, address, ipv6 }, parent);
  const record = new DirectRecord(
    name,
    { ...led, precedesOrigin },
    {
      parent,
      dependsOn: [...origins],
      aliases: formerly("ProxiedRecord", needs),
    },
  );
  return { reachable: precedesOrigin.apply((first): pulumi.Resource[] => (first ? [record.record] : [])), relaxed: pulumi.output([]), made: [record] };
}

/**
 * The settings that apply to an alias: `zoneWide` is only for the domain's zone, and a redirect needs neither a cache nor a rate limit. The oldest TLS
 * version 1.3 would turn TLS 1.3 on, where the zone may be the domain's, which has it off.
 */
function ofAlias<Settings extends Inputs<CloudflareProxy>>(settings: Settings, serves: boolean): Settings {
  const left = serves ? ["zoneWide"] : ["zoneWide", "cache", "rateLimit"];
  const own = Object.fromEntries(Object.entries(settings).filter(([key]) => !left.includes(key))) as Settings;
  const { minTlsVersion, zoneWide } = settings as Proxied;
  return minTlsVersion === "1.3" && zoneWide?.tls13 === false ? { ...own, zoneWide: { tls13: false } } : own;
}

/** Names that the record may have in the state, so that Pulumi changes it instead of making a new one. */
function formerly(otherKind: string, { formerName: name }: FrontNeeds): pulumi.Alias[] {
  const type = `tlsup:index:${otherKind}`;
  return [{ type }, ...(name === undefined ? [] : [{ name }, { name, type }])];
}
