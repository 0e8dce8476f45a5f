import { challengePastHost, isProvenByHost } from "../../certificate/sources";
import { covers } from "../../certificate/x509/names";
import { lockedWildcards } from "../../deployment/alias-faults";
import { wildcardFaults } from "../../edge/cloudflare/rules/wildcard-faults";
import { hasRecords, isProxied } from "../../edge/edges";
import { zoneFaults } from "../../shared/domain-name";
import type { Fault } from "../../shared/fault";
import { fieldsOf, type Unchecked } from "../../shared/validation";
import { givenNames } from "../../certificate/given-names";

/** Faults of a site's aliases that only sites can have: each must fit its zone, the certificate and the edge. */
export function siteAliasFaults(site: Unchecked, root: string): Fault[] {
  const aliases: readonly unknown[] = Array.isArray(site.aliases) ? site.aliases : [];
  const locked = site.lockdown === true ? lockedWildcards(aliases, root) : [];
  return [
    ...locked,
    ...aliases.flatMap((alias, index) => {
      const { name, zone, redirect } = fieldsOf(alias);
      const judged = { zone, serves: redirect === false, site, path: `${root}.aliases.${index}`, isLocked: locked.length > 0 };
      return typeof name === "string" ? oneFaults({ name, ...judged }) : [];
    }),
  ];
}

interface Judged {
  readonly name: string;
  readonly zone: unknown;
  /** Whether it serves the site instead of redirecting. */
  readonly serves: boolean;
  readonly site: Unchecked;
  readonly path: string;
  readonly isLocked: boolean;
}

function oneFaults({ name, zone, serves, site, path, isLocked }: Judged): Fault[] {
  return [
    ...(zone === undefined || hasRecords(site.proxy)
      ? zoneFaults(name.replace(/^\*\./, ""), zone, `${path}.zone`)
      : [
          {
            path: `${path}.zone`,
            problem: `must be left out where the site has no records: current value is ${JSON.stringify(zone)}`,
            remedy: "Make the record where the DNS of the name is",
          },
        ]),
    ...(isLocked ? [] : patternFaults(name, serves, site, `${path}.name`)),
    ...certificateFaults(name, site, `${path}.name`),
    ...serviceFaults(name, site, `${path}.name`),
  ];
}

/** Redirects have no rules of `cache` and `rateLimit`. With http-01 a CA checks whole names only. */
function patternFaults(name: string, serves: boolean, { proxy, certificate }: Unchecked, path: string): Fault[] {
  if (!name.startsWith("*.")) return [];
  const ruled = serves ? proxy : { ...fieldsOf(proxy), cache: undefined, rateLimit: undefined };
  const value = `current value is ${JSON.stringify(name)}`;
  return [
    ...(isProxied(proxy) ? wildcardFaults(name, ruled, path, "proxy.") : []),
    ...(isProvenByHost(certificate)
      ? [
          {
            path,
            problem: `must be a name without an asterisk with certificate.challenge http-01, by which no CA certifies one (RFC 8555, section 8.3): ${value}`,
            remedy: `Set certificate.challenge to ${challengePastHost(certificate)}, or name the hosts one by one`,
          },
        ]
      : []),
  ];
}

function certificateFaults(name: string, { certificate }: Unchecked, path: string): Fault[] {
  const dnsNames = givenNames(fieldsOf(certificate));
  if (dnsNames === undefined || dnsNames.includes(name) || covers({ dnsNames, addresses: [] }, name)) return [];
  return [
    {
      path,
      problem: `must be a name of the certificate, which has ${dnsNames.join(", ")}: current value is ${JSON.stringify(name)}`,
      remedy: "Add it to the certificate's names, or leave those out: then it is among them",
    },
  ];
}

/** A name cannot have one record to the edge and another past it. */
function serviceFaults(name: string, { services }: Unchecked, path: string): Fault[] {
  const all: readonly unknown[] = Array.isArray(services) ? services : [];
  const at = all.findIndex((service) => fieldsOf(service).serverName === name);
  if (at === -1) return [];
  return [
    {
      path,
      problem: `must be another name than services.${at}.serverName, which gets a record of its own: current value is ${JSON.stringify(name)}`,
      remedy: "Give one of the two another name",
    },
  ];
}
