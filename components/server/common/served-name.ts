import * as v from "valibot";
import type { Release } from "../../release/common/release";
import { siteAlias } from "../../shared/domain-name";
import { settings } from "../../shared/validation";

/** A name beside the domain that leads to a site. */
export interface ServedAlias {
  /** A host name, or an asterisk in the place of its first label: every name one label below. */
  readonly name: string;
  /**
   * Whether visitors are redirected to the domain, with path and query; otherwise the name serves what the domain does.
   * @default true
   */
  readonly redirect?: boolean;
}

/** The settings of an alias. */
export const servedAliasEntries = { name: siteAlias, redirect: v.optional(v.boolean()) };

/** The aliases of a server. */
export const servedAliases = v.optional(v.array(settings(servedAliasEntries)));

/** The names of a site. */
export interface ServedNames {
  readonly domain: string;
  /**
   * The others.
   * @default none
   */
  readonly aliases?: readonly ServedAlias[];
}

/** Each name of a site, the domain first. */
export function namesOf({ domain, aliases = [] }: ServedNames): string[] {
  return [domain, ...aliases.map(({ name }) => name)];
}

/** A name that a server answers for. */
export interface ServedName {
  readonly name: string;
  /**
   * Where its visitors are redirected to.
   * @default nowhere: the site is served by it
   */
  readonly leadsTo?: string;
}

/** Browsers may keep a permanent redirect for ever. If it is reversed later, as when two names change places, they would be sent in a circle. */
export const redirectCaching = "no-cache";

/** The status of a redirect to the domain: permanent, and the method stays (RFC 9110, section 15.4.9). */
export const redirectStatus = 308;

/** An alias, as a server answers it. */
export function servedName({ name, redirect = true }: ServedAlias, domain: string): ServedName {
  return { name, ...(redirect && { leadsTo: domain }) };
}

/** One file for each alias, at the path that `pathOf` gives, with what `render` writes. */
export function aliasFiles(
  { domain, aliases = [] }: ServedNames,
  pathOf: (name: string) => string,
  render: (served: ServedName) => string,
): { readonly files: Readonly<Record<string, string>>; readonly aliases: Release["aliases"] } {
  return {
    files: Object.fromEntries(aliases.map((alias) => [pathOf(fileName(alias.name)), render(servedName(alias, domain))])),
    aliases: Object.fromEntries(aliases.map(({ name }) => [name, [pathOf(fileName(name))]])),
  };
}

/** For a server that has all names in one file. */
export function aliasesByName({ aliases = [] }: Pick<ServedNames, "aliases">): Release["aliases"] {
  return Object.fromEntries(aliases.map(({ name }) => [name, []]));
}

/** Where each name redirects to, for programs on the host that read JSON: `null` for names that serve the site. */
export function redirectsByName({ domain, aliases = [] }: ServedNames): Record<string, string | null> {
  return Object.fromEntries(
    [{ name: domain }, ...aliases.map((alias) => servedName(alias, domain))].map(({ name, leadsTo }: ServedName) => [name, leadsTo ?? null]),
  );
}

/** A tilde for the asterisk: it has no meaning in patterns, and comes after letters, as the first match counts for some servers. */
function fileName(name: string): string {
  return name.replace("*", "~");
}
