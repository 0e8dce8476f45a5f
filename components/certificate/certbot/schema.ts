import * as v from "valibot";
import type { Fault } from "../../shared/fault";
import { accountFaults } from "../lets-encrypt/account-config";
import { nameFaults, normaliseNames } from "../lets-encrypt/names";
import { covers } from "../names";

const url = v.pipe(v.string(), v.regex(/^https?:\/\/[\x21-\x7e]+$/, "must be the URL of Cloudflare's API, like https://api.cloudflare.com/client/v4"));

/** The shape of the settings; `root` and `keyType` are the schemas that all sources share. */
export function certbotEntries<Root extends v.GenericSchema, Key extends v.GenericSchema>(root: Root, keyType: Key) {
  return {
    source: v.literal("certbot"),
    challenge: v.picklist(["http-01", "dns-01"]),
    names: v.optional(v.pipe(v.array(v.string()), v.minLength(1, "must hold at least one name"))),
    email: v.optional(v.string()),
    directory: v.optional(v.string()),
    root: v.optional(root),
    keyType,
    apiUrl: v.optional(url),
    revokeOnDelete: v.optional(v.boolean()),
  };
}

/** What is wrong with the settings beyond their shape, for the site `domain`; they may have any shape. */
export function certbotFaults({ names, challenge, root, directory, email, apiUrl }: Readonly<Record<string, unknown>>, path: string, domain: string): Fault[] {
  const given = Array.isArray(names) ? names.filter((name) => typeof name === "string") : [domain];
  const policy = { challenge: challenge === "dns-01" ? ("dns-01" as const) : ("http-01" as const), publicCa: root === undefined };
  return [
    ...(covers({ dnsNames: normaliseNames(given), addresses: [] }, domain) ? [] : [{ path: `${path}.names`, problem: `must cover the domain ${domain}: current value is ${given.join(", ")}`, remedy: "Add it, or an asterisk in the place of its first label" }]),
    ...nameFaults(given, policy, `${path}.names`),
    ...accountFaults({ ...(typeof directory === "string" && { directory }), ...(typeof email === "string" && { email }) }, path),
    ...(apiUrl === undefined || challenge === "dns-01" ? [] : [{ path: `${path}.apiUrl`, problem: "must be left out with http-01, which asks nothing of Cloudflare" }]),
  ];
}

/** What is wrong with Cloudflare's token; it is never repeated. */
export function tokenFaults(token: string | undefined): Fault[] {
  const path = "certificateSecrets.cloudflareToken";
  const remedy = "Make a token at Cloudflare with the permissions Zone - Zone - Read and Zone - DNS - Edit on this zone alone: it stays on the host, where certbot renews with it";
  if (token === undefined) return [{ path, problem: "is required with the source certbot and the challenge dns-01", remedy }];
  return /^[A-Za-z0-9_-]+$/.test(token) ? [] : [{ path, problem: "must consist of letters, digits, _ and -: it does not", remedy }];
}
