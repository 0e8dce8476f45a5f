import { getDomain } from "tldts";

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/**
 * What is wrong with `name` as the name of a site, or `undefined` when nothing is.
 * Source: RFC 1123 section 2.1, RFC 1035 section 2.3.4 (63 octets a label, 253 characters in all).
 */
export function domainNameProblem(name: string): string | undefined {
  if (name.endsWith(".")) return "must not end in a dot";
  if (name !== name.toLowerCase()) return "must be lower case";
  if (name.length > 253) return "must be at most 253 characters long";
  const labels = name.split(".");
  if (labels.length < 2) return "must have at least two labels, like example.com";
  const bad = labels.find((part) => !label.test(part) || part.includes("_"));
  if (bad !== undefined) return `must consist of letters, digits and hyphens, at most 63 a label (the label ${JSON.stringify(bad)} does not)`;
  if (/^\d+$/.test(labels.at(-1) ?? "")) return "must be a name, not an address";
  return undefined;
}

/**
 * The zone that `name` belongs to unless the user names another: its registrable domain by the public suffix list,
 * so `blog.example.co.uk` gives `example.co.uk`.
 */
export function defaultZone(name: string): string {
  return getDomain(name, { allowPrivateDomains: false }) ?? name;
}

/** Whether `name` is `zone` or below it. */
export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
