import * as v from "valibot";
import { domainNameProblem, isWithin } from "../shared/domain-name";
import type { Fault } from "../shared/fault";
import { certbotEntries, certbotFaults } from "./certbot/schema";
import { originCaDays } from "./certificate";
import { accountFaults } from "./lets-encrypt/account-config";
import { nameFaults, normaliseNames } from "./lets-encrypt/names";
import { covers } from "./names";

const keyType = v.optional(v.picklist(["rsa-2048", "ecdsa-p256"]));
const days = v.pipe(v.number(), v.integer("must be a whole number of days"), v.minValue(1, "must be at least 1 day"), v.maxValue(3650, "must be at most 3650 days"));

/** An asterisk may stand for the first label, of which Cloudflare allows one. */
const coveredName = v.pipe(v.string(), v.rawCheck(({ dataset, addIssue }) => {
  const problem = dataset.typed ? domainNameProblem(dataset.value.replace(/^\*\./, "")) : undefined;
  if (problem) addIssue({ message: problem });
}));

const fileReference = v.strictObject({ file: v.pipe(v.string(), v.regex(/^[^\0\r\n]+$/, "must be the path of a file")) });
const material = v.union([v.pipe(v.string(), v.includes("-----BEGIN ", "must be PEM text, or the path of a file as { file: path }"), v.check((text) => !text.includes("PRIVATE KEY-----"), "must not hold a private key, which belongs in certificateSecrets.privateKey, encrypted")), fileReference]);
const keyFile = v.pipe(
  v.unknown(),
  v.check((value) => v.is(fileReference, value), "must be a file as { file: path }; a key's text belongs in certificateSecrets.privateKey, encrypted"),
);

/** The shape of each source of a certificate. */
export const certificateSchema = v.variant("source", [
  v.strictObject({ source: v.literal("self-signed"), keyType, days: v.optional(days) }),
  v.strictObject({
    source: v.literal("origin-ca"),
    keyType,
    days: v.optional(v.picklist(originCaDays)),
    hostnames: v.optional(v.pipe(v.array(coveredName), v.minLength(1, "must hold at least one name"), v.maxLength(200, "must hold at most 200 names"))),
    root: v.optional(material),
  }),
  v.strictObject({
    source: v.literal("lets-encrypt"),
    names: v.optional(v.pipe(v.array(v.string()), v.minLength(1, "must hold at least one name"))),
    email: v.optional(v.string()),
    directory: v.optional(v.string()),
    root: v.optional(material),
    profile: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/, "must be the name of a profile, like tlsserver"))),
    keyType,
    resolver: v.optional(v.pipe(v.string(), v.regex(/^([0-9.]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/, "must be an address, with a port or without, like 192.0.2.53 or [2001:db8::53]:53"))),
    revokeOnDelete: v.optional(v.boolean()),
    accountKey: v.optional(keyFile),
    adopt: v.optional(v.strictObject({ certificate: fileReference, privateKey: keyFile })),
  }),
  v.strictObject(certbotEntries(material, keyType)),
  v.strictObject({
    source: v.literal("provided"),
    certificate: v.optional(material),
    chain: v.optional(material),
    privateKey: v.optional(keyFile),
    pkcs12: v.optional(fileReference),
    root: v.optional(material),
  }),
]);

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

function letsEncryptFaults({ names, profile, root, directory, email }: Readonly<Record<string, unknown>>, path: string, domain: string): Fault[] {
  const given = Array.isArray(names) ? names.filter((name) => typeof name === "string") : [domain];
  const policy = { challenge: "dns-01" as const, publicCa: root === undefined, ...(typeof profile === "string" && { profile }) };
  return [
    ...(covers({ dnsNames: normaliseNames(given), addresses: [] }, domain) ? [] : [{ path: `${path}.names`, problem: `must cover the domain ${domain}: current value is ${given.join(", ")}`, remedy: "Add it, or an asterisk in the place of its first label" }]),
    ...nameFaults(given, policy, `${path}.names`),
    ...accountFaults({ ...(typeof directory === "string" && { directory }), ...(typeof email === "string" && { email }) }, path),
  ];
}

function materialFaults({ certificate, chain, privateKey, pkcs12 }: Readonly<Record<string, unknown>>, path: string): Fault[] {
  if (certificate === undefined && pkcs12 === undefined) return [{ path, problem: "must have `certificate` or `pkcs12`: there is neither", remedy: "Give the certificate as PEM, or as a PKCS #12 file" }];
  if (pkcs12 === undefined) return [];
  const beside = Object.entries({ certificate, chain, privateKey }).filter(([, setting]) => setting !== undefined);
  return beside.map(([key]) => ({ path: `${path}.${key}`, problem: "must be left out beside `pkcs12`, which holds leaf, chain and key", remedy: "Remove one of the two" }));
}
