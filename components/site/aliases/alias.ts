import * as v from "valibot";
import { servedAliasEntries, type ServedAlias } from "../../server/common/served-name";
import { defaultZone, hostName, isWithin } from "../../shared/domain-name";
import { settings } from "../../shared/validation";

/** Another name of a site: the `www` of an apex, the apex of a `www`, a name in another domain, or a wildcard. */
export interface SiteAlias extends ServedAlias {
  /**
   * The zone that holds the name. The name gets a record there as the domain does.
   * @default the domain's zone if that holds it, else its registrable part: `example.co.uk` for `www.example.co.uk`
   */
  readonly zone?: string;
}

/** The schema of a site's aliases. */
export const siteAliases = v.optional(v.array(settings({ ...servedAliasEntries, zone: v.optional(hostName) })));

/** An alias of a site in a zone. */
export interface PlacedAlias extends Pick<SiteAlias, "name" | "zone"> {
  /** The zone of the site's domain. */
  readonly siteZone: string;
}

/** The zone that holds an alias. */
export function aliasZone({ name, zone, siteZone }: PlacedAlias): string {
  return zone ?? (isWithin(name, siteZone) ? siteZone : defaultZone(name));
}
