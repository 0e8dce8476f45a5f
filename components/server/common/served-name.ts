import * as v from "valibot";
import type { Release } from "../../release/common/release";
import { siteAlias } from "../../shared/domain-name";
import { settings } from "../../shared/validation";

/** The first line of a file that a push writes. */
export const written = "# Written by tlsup; the next push replaces it.\n";

/** A name beside the domain that leads to a site. */
export interface ServedAlias {
  /** A host name, or `*` as its first label, which stands for every name one label below. */
  readonly name: string;
  /**
   * Whether it redirects visitors to the domain, keeping path and query; otherwise it serves the same.
   * @default true
   */
  readonly redirect?: boolean;
}

/** The schema of {@link ServedAlias}. */
export const servedAliasEntries = { name: siteAlias, redirect: v.optional(v.boolean()) };

/** The schema of a server's aliases. */
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
   * Where it redirects visitors to.
   * @default nowhere: the name serves the site
   */
  readonly leadsTo?: string;
}

/** Browsers may keep a permanent redirect for ever. If it is reversed later, as when two names change places, they would be sent in a circle. */
export const redirectCaching = "no-cache";

/** Browsers and the edge revalidate every file before they show it, and get it only if it has changed, so a push is visible immediately. */
export const fileCaching = '"public, max-age=0, must-revalidate"';

/** The status of a redirect to the domain: permanent, and the method is kept (RFC 9110, section 15.4.9). */
export const redirectStatus = 308;

/** Makes a {@link ServedName} of an alias. */
export function servedName({ name, redirect = true }: ServedAlias, domain: string): ServedName {
  return { name, ...(redirect && { leadsTo: domain }) };
}

/** Makes one file for each alias, at the path that `pathOf` returns, with the text that `render` returns. */
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

/** Replaces the asterisk with a tilde. It has no special meaning in patterns, and sorts after letters: for some servers the first match wins. */
function fileName(name: string): string {
  return name.replace("*", "~");
}
