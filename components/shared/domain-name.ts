import { getDomain } from "tldts";
import * as v from "valibot";
import type { Fault } from "./fault";

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/**
 * What is wrong with `name` as a site's name, or `undefined` if it is valid.
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

/** A host name. */
export const hostName = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? domainNameProblem(dataset.value) : undefined;
    if (problem) addIssue({ message: problem });
  }),
);

/** A host name, or an asterisk in the place of its first label. */
export const hostPattern = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? domainNameProblem(dataset.value.replace(/^\*\./, "")) : undefined;
    if (problem) addIssue({ message: problem });
  }),
);

/** certbot names its files on the host after the domain and adds to it; a file name has at most 255 bytes. */
const longestDomain = 226;

const shortEnough = v.maxLength<string, number, string>(
  longestDomain,
  `must be at most ${longestDomain} characters long, as files on the host are named by it`,
);

/** The host name of a site or of a host's services. */
export const siteDomain = v.pipe(hostName, shortEnough);

/** Another name that a site is reached by: a host name, or an asterisk in the place of its first label. */
export const siteAlias = v.pipe(hostPattern, shortEnough);

/** What is wrong with the zone for a domain. Neither has been checked yet. */
export function zoneFaults(domain: unknown, zone: unknown, path: string): Fault[] {
  if (typeof domain !== "string" || typeof zone !== "string" || isWithin(domain, zone)) return [];
  return [
    {
      path,
      problem: `must hold the domain ${domain}: current value is ${JSON.stringify(zone)}`,
      remedy: "Name the zone at Cloudflare that the domain is part of, or leave it out",
    },
  ];
}

/**
 * The zone of `name` unless the user gives another: its registrable domain by the public suffix list,
 * like `example.co.uk` for `blog.example.co.uk` and `*.example.co.uk`.
 */
export function defaultZone(name: string): string {
  const host = name.replace(/^\*\./, "");
  return getDomain(host, { allowPrivateDomains: false }) ?? host;
}

/** Whether `name` is `zone` or below it. */
export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

/** The zone that holds `name`: the smallest of `zones` that does, or else the one that it has unless the user gives another. */
export function zoneAmong(zones: readonly string[], name: string): string {
  const [smallest] = zones.filter((zone) => isWithin(name, zone)).sort((one, other) => other.length - one.length);
  return smallest ?? defaultZone(name);
}
