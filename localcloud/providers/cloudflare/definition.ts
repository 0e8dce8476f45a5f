import { providerSchema } from "../contract/schema";
import { type Definition, Refusal } from "../engine";
import { Api } from "../http/api";
import { requiredEndpoint } from "../http/endpoint";
import { getIpRanges } from "./functions/get-ip-ranges";
import { getZone } from "./functions/get-zone";
import { getZoneDnssec } from "./functions/get-zone-dnssec";
import { getZoneSetting } from "./functions/get-zone-setting";
import { fault } from "./envelope";
import { dnsRecord } from "./resources/dns-record";
import { originCaCertificate } from "./resources/origin-ca-certificate";
import { zoneSetting } from "./resources/zone-setting";

interface Config {
  readonly apiToken?: string;
  readonly apiKey?: string;
  readonly email?: string;
  readonly baseUrl?: string;
}

export const cloudflare: Definition = {
  name: "cloudflare",
  schema: providerSchema("cloudflare"),
  converts: false,
  configure(values) {
    const config: Config = values;
    const endpoint = requiredEndpoint("cloudflare", "baseUrl", "CLOUDFLARE_BASE_URL", config.baseUrl);
    const api = new Api({ vendor: "Cloudflare", endpoint, headers: credentials(config), fault });
    return {
      resources: {
        "cloudflare:index/dnsRecord:DnsRecord": dnsRecord(api),
        "cloudflare:index/zoneSetting:ZoneSetting": zoneSetting(api),
        "cloudflare:index/originCaCertificate:OriginCaCertificate": originCaCertificate(api),
      },
      functions: {
        "cloudflare:index/getZone:getZone": getZone(api),
        "cloudflare:index/getZoneDnssec:getZoneDnssec": getZoneDnssec(api),
        "cloudflare:index/getZoneSetting:getZoneSetting": getZoneSetting(api),
        "cloudflare:index/getIpRanges:getIpRanges": getIpRanges(api),
      },
    };
  },
};

function credentials({ apiToken, apiKey, email }: Config): Record<string, string> {
  if (apiToken !== undefined) {
    if (!/^[0-9A-Za-z_-]{40,80}$/.test(apiToken))
      throw new Refusal(
        "Cannot configure cloudflare with this apiToken: an API token is 40 to 80 letters, digits, hyphens and underscores. " +
          "Look at cloudflare:apiToken and CLOUDFLARE_API_TOKEN",
      );
    return { Authorization: `Bearer ${apiToken}` };
  }
  if (apiKey !== undefined && email !== undefined) return { "X-Auth-Key": apiKey, "X-Auth-Email": email };
  throw new Refusal("Cannot configure cloudflare without credentials: set cloudflare:apiToken or CLOUDFLARE_API_TOKEN");
}
