import * as v from "valibot";
import { isWithin } from "../shared/domain-name";
import type { Fault } from "../shared/fault";
import { settings } from "../shared/validation";
import { certbotEntries, certbotFaults } from "./certbot/schema";
import { acmeDirectory, emailAddress } from "./acme/account-config";
import { nameFaults, normaliseNames } from "./acme/names";
import { covers } from "./x509/names";
import { originCaEntries, originCaNames } from "./origin-ca/schema";
import { materialFaults, materialSettings, providedEntries } from "./provided/schema";
import { selfSignedEntries } from "./self-signed/schema";
import { fileReference, keyFile, keyType, material, names, profile, resolver } from "./common/setting-schemas";

/** The shape of each source of a certificate. */
export const certificateSchema = v.variant("source", [
  settings({ source: v.literal("self-signed"), ...selfSignedEntries }),
  settings({ source: v.literal("origin-ca"), ...originCaEntries, hostnames: v.optional(originCaNames) }),
  settings({
    source: v.literal("lets-encrypt"),
    names: v.optional(names(v.string())),
    email: emailAddress,
    directory: acmeDirectory,
    root: v.optional(material),
    profile,
    keyType,
    resolver,
    revokeOnDelete: v.optional(v.boolean()),
    accountKey: v.optional(keyFile),
    adopt: v.optional(settings({ certificate: fileReference, privateKey: keyFile })),
  }),
  settings({ source: v.literal("certbot"), ...certbotEntries }),
  settings({ source: v.literal("provided"), ...providedEntries }),
]);

/** The settings that {@link sourceFaults} looks at. */
export const judgedSettings: readonly string[] = ["names", "hostnames", "profile", "root", "apiUrl", ...materialSettings];

/** What is wrong with a source beyond its shape, for the site `domain` in `zone`. `value` has any shape; `path` is where it stands. */
export function sourceFaults(value: unknown, path: string, domain: string, zone: string): Fault[] {
  if (typeof value !== "object" || value === null) return [];
  const settings: Readonly<Record<string, unknown>> = { ...value };
  switch (settings.source) {
    case "origin-ca":
      return Array.isArray(settings.hostnames) ? hostnameFaults(settings.hostnames, `${path}.hostnames`, domain, zone) : [];
    case "lets-encrypt":
      return letsEncryptFaults(settings, path, domain);
    case "certbot":
      return certbotFaults(settings, path, domain);
    case "provided":
      return materialFaults(settings, path);
    default:
      return [];
  }
}

function hostnameFaults(hostnames: readonly unknown[], path: string, domain: string, zone: string): Fault[] {
  const names = hostnames.filter((name) => typeof name === "string");
  const foreign = names.filter((name) => !isWithin(name.replace(/^\*\./, ""), zone));
  return [
    ...(names.length === 0 || covers({ dnsNames: names, addresses: [] }, domain) ? [] : [{ path, problem: `must cover the domain ${domain}: current value is ${names.join(", ")}`, remedy: "Add it, or an asterisk in the place of its first label" }]),
    ...(foreign.length === 0 ? [] : [{ path, problem: `must be names in the zone ${zone}: current value has ${foreign.join(", ")}`, remedy: "Cloudflare certifies names of the account's zones only" }]),
  ];
}

function letsEncryptFaults({ names, profile, root }: Readonly<Record<string, unknown>>, path: string, domain: string): Fault[] {
  const given = Array.isArray(names) ? names.filter((name) => typeof name === "string") : [domain];
  const policy = { challenge: "dns-01" as const, publicCa: root === undefined, ...(typeof profile === "string" && { profile }) };
  return [
    ...(covers({ dnsNames: normaliseNames(given), addresses: [] }, domain) ? [] : [{ path: `${path}.names`, problem: `must cover the domain ${domain}: current value is ${given.join(", ")}`, remedy: "Add it, or an asterisk in the place of its first label" }]),
    ...nameFaults(given, policy, `${path}.names`),
  ];
}
