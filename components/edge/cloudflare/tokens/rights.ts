import type { RulePhase } from "../rules/edge-rule";

/** A resource of a stack: its type and its inputs, as `pulumi preview --json` tells them. */
export interface StackResource {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What a token is for: `apply` changes a stack, `preview` only compares it with what is there. */
export const tokenUses = ["preview", "apply"] as const;
export type TokenUse = (typeof tokenUses)[number];

/** What a token may do, and where. */
export interface TokenRights {
  /** The names of permission groups, as in Cloudflare's API: https://developers.cloudflare.com/fundamentals/api/reference/permissions/ */
  readonly groups: readonly string[];
  /** The ids of zones. */
  readonly zoneIds: readonly string[];
}

/** The rights that a stack needs at Cloudflare. */
export interface NeededRights extends TokenRights {
  /** Names whose zones are needed too, though no resource has the zones' ids. */
  readonly names: readonly string[];
  /** The names of challenges, whose zones are those that CNAME records lead to. */
  readonly challenges: readonly { readonly name: string; readonly resolver?: string }[];
  /** Types at Cloudflare of which the rights are not known. */
  readonly unknown: readonly string[];
}

/** What each job reads to look at a site from outside. */
const always = ["Zone Read", "DNS Read", "Zone Settings Read", "Config Settings Read"];

const subjects: Readonly<Record<string, string>> = {
  "cloudflare:index/dnsRecord:DnsRecord": "DNS",
  "cloudflare:index/originCaCertificate:OriginCaCertificate": "SSL and Certificates",
  "tlsup:index:OriginCaOrder": "SSL and Certificates",
  "tlsup:index:OriginPull": "SSL and Certificates",
  "tlsup:index:ZoneSetting": "Zone Settings",
};

const phases: Readonly<Record<RulePhase, string>> = {
  http_config_settings: "Config Settings",
  http_ratelimit: "Zone WAF",
  http_request_cache_settings: "Cache Settings",
};

/** The least rights for a stack with these resources; `undefined` if it has none at Cloudflare. */
export function rightsFor(resources: readonly StackResource[], use: TokenUse): NeededRights | undefined {
  const needed = resources.flatMap((resource) => {
    const group = groupOf(resource, use);
    return group === undefined ? [] : [{ group, inputs: resource.inputs }];
  });
  if (needed.length === 0) return undefined;
  const groups = unique(needed.flatMap(({ group }) => group));
  const zoneIds = unique(needed.flatMap(({ inputs: { zoneId } }) => (typeof zoneId === "string" ? [zoneId] : [])));
  const names = unique(needed.flatMap(({ inputs }) => ("zoneId" in inputs ? [] : textsIn(inputs["hostnames"]))));
  const challenges = needed.flatMap(({ inputs: { names, resolver } }) =>
    textsIn(names).map((name) => ({ name: `_acme-challenge.${name.replace("*.", "")}`, ...(typeof resolver === "string" && { resolver }) })),
  );
  return {
    groups: [...always.filter((group) => !groups.includes(group.replace("Read", "Write"))), ...groups.filter((group) => !always.includes(group))],
    zoneIds,
    names,
    challenges,
    unknown: unique(resources.flatMap(({ type }) => (type.startsWith("cloudflare:") && !(type in subjects) ? [type] : []))),
  };
}

/** Nothing, if the resource is not at Cloudflare; an empty list, if this use needs no right for it. */
function groupOf({ type, inputs }: StackResource, use: TokenUse): readonly string[] | undefined {
  if (type === "tlsup:index:CachePurge") return use === "apply" ? ["Cache Purge"] : [];
  if (type === "tlsup:index:AcmeCertificate") {
    const { kind } = (inputs["solver"] ?? {}) as { readonly kind?: unknown };
    if (kind !== "cloudflare") return undefined;
    return use === "apply" ? ["DNS Write"] : [];
  }
  const subject = type === "tlsup:index:EdgeRule" ? (phases[inputs["phase"] as RulePhase] as string | undefined) : subjects[type];
  return subject === undefined ? undefined : [`${subject} ${use === "apply" ? "Write" : "Read"}`];
}

function textsIn(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === "string") : [];
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
