import { defaultZone } from "../../shared/domain-name";
import { fieldsOf, type Unchecked } from "../../shared/validation";
import { aliasZone } from "./alias";

/** A name of a site, and the path of its setting. */
export interface NamedSetting {
  readonly setting: string;
  readonly name: string;
  /** The zone that holds it. */
  readonly zone: string;
}

/** Every name of a site, whose settings may have any shape: the domain first, then the aliases. */
export function namedSettings({ domain, aliases, proxy }: Unchecked): NamedSetting[] {
  if (typeof domain !== "string") return [];
  const { zone } = fieldsOf(proxy);
  const siteZone = typeof zone === "string" ? zone : defaultZone(domain);
  const others = (Array.isArray(aliases) ? aliases : []).map(fieldsOf).flatMap(({ name, zone: own }, index): NamedSetting[] => {
    if (typeof name !== "string") return [];
    return [{ setting: `aliases.${index}.name`, name, zone: aliasZone({ name, siteZone, ...(typeof own === "string" && { zone: own }) }) }];
  });
  return [{ setting: "domain", name: domain, zone: siteZone }, ...others];
}
