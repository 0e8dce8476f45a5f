import * as pulumi from "@pulumi/pulumi";
import * as cloudflare from "./sdk.component";
import { checkedArgs } from "../../shared/checked-args.component";
import { FinalError } from "../../shared/final-error.component";
import { proxiedRecordRules } from "./record-args";
import { relaxesFirst, zoneName, zoneSettings, type CloudflareProxy } from "./zone-settings";

/**
 * The arguments of {@link ProxiedRecord}.
 *
 * @example
 * ```ts
 * import { ProxiedRecord } from "tlsup";
 * new ProxiedRecord("blog", { domain: "blog.example.com", address: "198.51.100.7", provider: "cloudflare", ssl: "full" });
 * ```
 */
export interface ProxiedRecordArgs extends CloudflareProxy {
  /** The host name that visitors type. */
  readonly domain: string;
  /** The host's IPv4 address; visitors never see it. */
  readonly address: pulumi.Input<string>;
  /**
   * What answers behind the record. It is asked for when the program has made it: record and settings follow it, but for a mode that is relaxed.
   * @default none: the origin is there already
   */
  readonly origin?: () => pulumi.Resource;
  /**
   * Whether the record goes before the origin, as a CA must find the host by it: the edge passes the CA on, or redirects it to https. See
   * `reachedFirst` of a certificate.
   * @default false
   */
  readonly precedesOrigin?: pulumi.Input<boolean>;
}

/** A DNS record behind Cloudflare's proxy, and the settings of its zone that decide what the edge does. */
export class ProxiedRecord extends pulumi.ComponentResource {
  /** The record's id at Cloudflare. */
  readonly recordId: pulumi.Output<string>;
  /** What must be done before the origin shows another certificate: nothing, or the mode that stops the edge from checking it. For `dependsOn` of the origin. */
  readonly relaxed: Promise<pulumi.Resource[]>;
  /** What a CA needs to find the host by the record, when that goes before the origin; else nothing. */
  readonly reachable: pulumi.Output<pulumi.Resource[]>;

  /** Throws `ConfigurationError` with everything that is wrong with `args` before anything is created. */
  constructor(name: string, args: ProxiedRecordArgs, opts?: pulumi.ComponentResourceOptions) {
    args = checkedArgs<ProxiedRecordArgs>(proxiedRecordRules, args, name);
    super("tlsup:index:ProxiedRecord", name, {}, opts);
    const zone = findZone(args, this);
    const goesFirst = zone.then(async (id) => relaxesFirst(await currentMode(id, this), args.ssl)).catch(() => false);
    const origin = goesFirst.then(() => (args.origin ? [args.origin()] : []));
    const zoneId = pulumi.output(zone);
    const set = (settingId: string, value: string, dependsOn: pulumi.Input<pulumi.Resource[]>): pulumi.Resource =>
      new cloudflare.ZoneSetting(`${name}-${settingId.replaceAll("_", "-")}`, { zoneId, settingId, value }, { parent: this, dependsOn });
    const early = pulumi.output(args.precedesOrigin ?? false);
    const unlessEarly = early.apply((first) => (first ? Promise.resolve([]) : origin));
    const record = new cloudflare.DnsRecord(name, { zoneId, name: args.domain, type: "A", content: args.address, proxied: true, ttl: 1 }, { parent: this, dependsOn: unlessEarly });
    const { ssl, always_use_https: redirect = "off", ...others } = zoneSettings(args);
    const mode = set("ssl", ssl, goesFirst.then((first) => (first ? [] : origin)));
    const passesHttp = redirect === "off";
    const redirection = set("always_use_https", redirect, passesHttp ? unlessEarly : origin);
    for (const [settingId, value] of Object.entries(others)) set(settingId, value, origin);
    this.reachable = early.apply((first): pulumi.Resource[] => (first ? [record, ...(passesHttp ? [redirection] : [])] : []));
    this.relaxed = goesFirst.then((first) => (first ? [mode] : []));
    this.recordId = record.id;
    this.registerOutputs({ recordId: this.recordId });
  }
}

/** The id of the zone that holds a domain. Throws when the token does not see it. */
export async function findZone(args: { readonly domain: string; readonly zone?: string }, parent: pulumi.Resource): Promise<string> {
  const name = zoneName(args.domain, args);
  try {
    const { zoneId } = await cloudflare.getZone({ filter: { name } }, { parent });
    return zoneId;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FinalError(
      `Cannot find the zone of ${args.domain} as Cloudflare must know the zone ${name} and the token must see it: ${reason}. ` +
        "Add the zone to the account, name another by proxy.zone, or give the token the permission Zone - Zone - Read",
    );
  }
}

/** How the edge speaks with origins of the zone until this run changes it; `undefined` where the token may not know. */
async function currentMode(zoneId: string, parent: pulumi.Resource): Promise<string | undefined> {
  return cloudflare.getZoneSetting({ zoneId, settingId: "ssl" }, { parent }).then(
    ({ value }) => value,
    () => undefined,
  );
}

/** The address ranges that Cloudflare's edge asks from. */
export function edgeRanges(opts?: pulumi.InvokeOptions): pulumi.Output<string[]> {
  const ranges = cloudflare.getIpRangesOutput({}, opts);
  return pulumi.all([ranges.ipv4Cidrs, ranges.ipv6Cidrs]).apply(([v4, v6]) => [...v4, ...v6].sort());
}
