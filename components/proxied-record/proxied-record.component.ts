import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { FinalError } from "../shared/final-error.component";
import { zoneName, zoneSettings, type CloudflareProxy } from "./zone-settings";

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
}

/** A DNS record behind Cloudflare's proxy, and the settings of its zone that decide what the edge does. */
export class ProxiedRecord extends pulumi.ComponentResource {
  /** The record's id at Cloudflare. */
  readonly recordId: pulumi.Output<string>;

  constructor(name: string, args: ProxiedRecordArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tlsup:index:ProxiedRecord", name, {}, opts);
    const zoneId = pulumi.output(findZone(args, this));
    const record = new cloudflare.DnsRecord(name, { zoneId, name: args.domain, type: "A", content: args.address, proxied: true, ttl: 1 }, { parent: this });
    for (const [settingId, value] of Object.entries(zoneSettings(args))) {
      new cloudflare.ZoneSetting(`${name}-${settingId.replaceAll("_", "-")}`, { zoneId, settingId, value }, { parent: this });
    }
    this.recordId = record.id;
    this.registerOutputs({ recordId: this.recordId });
  }
}

async function findZone(args: ProxiedRecordArgs, parent: pulumi.Resource): Promise<string> {
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

/** The address ranges that Cloudflare's edge asks from. */
export function edgeRanges(opts?: pulumi.InvokeOptions): pulumi.Output<string[]> {
  const ranges = cloudflare.getIpRangesOutput({}, opts);
  return pulumi.all([ranges.ipv4Cidrs, ranges.ipv6Cidrs]).apply(([v4, v6]) => [...v4, ...v6].sort());
}
