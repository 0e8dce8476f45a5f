import * as pulumi from "@pulumi/pulumi";
import type { EdgeSettings } from "../edge/edges";
import type { Front, FrontNeeds } from "../edge/common/front.component";
import { frontMakerOf } from "../edge/fronts.component";
import { placesOf, type MakeDetours, type ReadyHost } from "../host/site-host.component";
import { ConfigurationError } from "../shared/fault";
import { isLater } from "../shared/plain-data";
import { defaultZone } from "../shared/domain-name";
import { whenKnown, type Inputs } from "../shared/inputs.component";
import type { ExpectedAlias } from "./chain/chain";
import { aliasZone, type SiteAlias } from "./aliases/alias";

/** A name of a site. */
export interface SiteName {
  /** The name of its resources. It contains the host name, so that two host names that change places keep their resources. */
  readonly key: string;
  /** The name that they had while the program gave the host name as an output. */
  readonly formerKey: string;
  readonly domain: pulumi.Input<string>;
  /** The zone that holds it. */
  readonly zone: pulumi.Input<string>;
  /** Whether it serves the site instead of redirecting. */
  readonly serves: boolean;
}

/** Every name of a site, its domain first. */
export function siteNames(
  name: string,
  domain: pulumi.Input<string>,
  aliases: readonly Inputs<SiteAlias>[],
  proxy: Inputs<EdgeSettings>,
): readonly [SiteName, ...SiteName[]] {
  const keys = (host: pulumi.Input<string>, formerKey: string): Pick<SiteName, "key" | "formerKey"> => ({
    key: typeof host === "string" ? `${name}-${host}` : formerKey,
    formerKey,
  });
  const own = { domain, ...("zone" in proxy && proxy.zone !== undefined && { zone: proxy.zone }) };
  const siteZone = whenKnown(own, (known: OwnZone) => known.zone ?? defaultZone(known.domain));
  return [
    { ...keys(domain, name), domain, zone: siteZone, serves: true },
    ...aliases.map((given, index): SiteName => {
      const alias = asGiven(given, `${name}.aliases.${index}`);
      return {
        ...keys(alias.name, `${name}-alias-${index}`),
        domain: alias.name,
        zone: whenKnown({ name: alias.name, siteZone, ...(alias.zone !== undefined && { zone: alias.zone }) }, aliasZone),
        serves: alias.redirect === false,
      };
    }),
  ];
}

/** The name that resources had while the host name was an output: of another host, if one is given. */
function formerly({ key, formerKey }: SiteName, host?: string): Pick<FrontNeeds, "formerName"> {
  return key === formerKey ? {} : { formerName: host === undefined ? formerKey : `${formerKey}-${host}` };
}

interface GivenAlias {
  readonly name: pulumi.Input<string>;
  readonly redirect?: boolean;
  readonly zone?: pulumi.Input<string>;
}

/** Requires that `redirect` is known now, as it decides which resources there are. The name and the zone may become known later. */
function asGiven(alias: Inputs<SiteAlias>, path: string): GivenAlias {
  if (!isLater(alias)) return alias as GivenAlias;
  const problem = "must be known when the program runs, as it decides what there is: current value becomes known later";
  throw new ConfigurationError([{ path, problem, remedy: "Give it as it is; its name and its zone may be outputs" }]);
}

/** The expected chains of aliases, as far as they follow from the settings. */
export function expectedAliases(domain: string, aliases: readonly SiteAlias[], proxy: EdgeSettings): ExpectedAlias[] {
  const edge = frontMakerOf(proxy.provider);
  const siteZone = ("zone" in proxy ? proxy.zone : undefined) ?? defaultZone(domain);
  return aliases.map(({ name, redirect = true, ...own }) => {
    const { zone } = edge.plannedAlias(proxy, { name, zone: aliasZone({ name, siteZone, ...own }), serves: !redirect });
    return { name, redirect, ...(zone && { zone }) };
  });
}

interface OwnZone {
  readonly domain: string;
  readonly zone?: string;
}

/** Another host of a site. */
interface FrontedHost extends Pick<ReadyHost, "hasIpv4" | "access" | "movesTo"> {
  /** Its name in the settings. */
  readonly host: string;
  readonly reached: pulumi.Input<string>;
  /** The resource that answers there. */
  readonly server: pulumi.Resource;
}

/** Makes records and rules for each name of a site. */
export function siteFronts(
  [first, ...aliases]: readonly [SiteName, ...SiteName[]],
  proxy: Inputs<EdgeSettings>,
  needs: Omit<FrontNeeds, "domain">,
  others: readonly FrontedHost[],
  parent: pulumi.Resource,
): Omit<Front, "made"> {
  const edge = frontMakerOf(proxy.provider);
  const fronts = [
    edge.front(first.key, proxy, { ...needs, domain: first.domain, ...formerly(first) }, parent),
    ...aliases.map((alias) => {
      const { key, domain, zone, serves } = alias;
      return edge.aliasFront(key, proxy, { ...needs, domain, zone, serves, ...formerly(alias) }, parent);
    }),
  ];
  for (const [index, named] of [first, ...aliases].entries()) {
    const { key, domain, zone } = named;
    for (const other of others) {
      const { host, reached: address, server } = other;
      // The edge's settings for a name are made before any of its records.
      edge.hostRecord(
        `${key}-${host}`,
        proxy,
        { domain, zone, ...placesOf(other, address), host, ...formerly(named, host) },
        { parent, dependsOn: [...(fronts[index]?.made ?? []), server] },
      );
    }
  }
  return {
    reachable: pulumi.all(fronts.map(({ reachable }) => reachable)).apply((each) => each.flat()),
    relaxed: pulumi.all(fronts.map(({ relaxed }) => relaxed)).apply((each) => each.flat()),
  };
}

/** Has the edge reach a host past an address that moves, for each name of a site. */
export function siteDetours(names: readonly SiteName[], proxy: Inputs<EdgeSettings>, parent: pulumi.Resource, host?: string): MakeDetours {
  const edge = frontMakerOf(proxy.provider);
  return ({ proven: dependsOn, ...move }) =>
    names.flatMap((named) => {
      const { key, domain, zone } = named;
      const name = host === undefined ? key : `${key}-${host}`;
      return edge.detour(name, proxy, { domain, zone, ...move, ...formerly(named, host) }, { parent, dependsOn }) ?? [];
    });
}
