import * as v from "valibot";
import { destinationEntries } from "../../shared/destination";
import { siteDomain } from "../../shared/domain-name";
import type { Fault } from "../../shared/fault";
import { fieldsOf, secret, type Combination, type Unchecked } from "../../shared/validation";
import { accessSchema } from "../../host/common/access";
import { coverageFaults } from "../common/coverage";
import { alarm, alarmEntries } from "../common/alarm-schema";
import { acmeDirectory } from "../acme/account-config";
import { nameFaults, normaliseNames } from "../acme/names";
import { certificatePem, certificateSecrets, cloudflareToken, emailAddress, keyType, material, names, requiredKeyType } from "../common/setting-schemas";

const url = v.pipe(v.string(), v.regex(/^https?:\/\/[\x21-\x7e]+$/, "must be the URL of Cloudflare's API, like https://api.cloudflare.com/client/v4"));

/** The schema of a certbot certificate's settings. */
export const certbotEntries = {
  challenge: v.picklist(["http-01", "dns-01"]),
  names: v.optional(names(v.string())),
  email: emailAddress,
  directory: acmeDirectory,
  root: v.optional(material),
  keyType,
  apiUrl: v.optional(url),
  revokeOnDelete: v.optional(v.boolean()),
  alarm,
};

/** What is wrong with the settings beyond their shape, which may be any, for the site `domain`; `own` are the names if the settings have none. */
export function certbotFaults({ names: wanted, challenge, root, apiUrl }: Unchecked, path: string, domain: string, own: readonly string[] = [domain]): Fault[] {
  const given = Array.isArray(wanted) ? wanted.filter((name) => typeof name === "string") : own;
  const policy = { challenge: challenge === "dns-01" ? ("dns-01" as const) : ("http-01" as const), publicCa: root === undefined };
  return [
    ...coverageFaults(`${path}.names`, domain, given, normaliseNames(given)),
    ...nameFaults(given, policy, `${path}.names`),
    ...(apiUrl === undefined || challenge === "dns-01"
      ? []
      : [{ path: `${path}.apiUrl`, problem: "must be left out with http-01, which needs nothing from Cloudflare" }]),
  ];
}

/** Faults in the secrets: dns-01 needs a token. */
export function tokenFaults(challenge: unknown, secrets: unknown): Fault[] {
  if (challenge !== "dns-01" || fieldsOf(secrets).cloudflareToken !== undefined) return [];
  const remedy =
    "Make a token at Cloudflare with the permissions Zone - Zone - Read and Zone - DNS - Edit on this zone alone: " +
    "it stays on the host, where certbot renews with it";
  return [{ path: "certificateSecrets.cloudflareToken", problem: "is required with the source certbot and the challenge dns-01", remedy }];
}

/** The schema of the resource of a lineage's host. */
export const certbotHostEntries = {
  ...destinationEntries,
  site: siteDomain,
  names: names(v.string()),
  challenge: certbotEntries.challenge,
  directory: v.string(),
  keyType: requiredKeyType,
};

/** The schema of the resource of a lineage. */
export const lineageEntries = {
  ...certbotHostEntries,
  email: emailAddress,
  root: v.optional(certificatePem),
  apiToken: v.optional(secret(cloudflareToken)),
  apiUrl: certbotEntries.apiUrl,
  ...alarmEntries,
  revokeOnDelete: v.boolean(),
};

/** The schema of the arguments of `CertbotCertificate`. */
export const certbotRules = {
  entries: { ...certbotEntries, domain: siteDomain, access: accessSchema, certificateSecrets, path: v.optional(v.string()) },
  combinations: [
    { of: ["domain", "names", "root", "apiUrl"], faults: (args, path) => (typeof args.domain === "string" ? certbotFaults(args, path, args.domain) : []) },
    { of: ["certificateSecrets"], faults: ({ challenge, certificateSecrets: secrets }) => tokenFaults(challenge, secrets) },
  ] satisfies readonly Combination[],
};
