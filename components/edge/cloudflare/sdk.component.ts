// The parts of Cloudflare's SDK that the components use. Its main module is not imported, as it takes as long to load as all of tlsup.
export { DnsRecord } from "@pulumi/cloudflare/dnsRecord";
export { getIpRangesOutput } from "@pulumi/cloudflare/getIpRanges";
export { getZone } from "@pulumi/cloudflare/getZone";
export { getZoneDnssec } from "@pulumi/cloudflare/getZoneDnssec";
export { getZoneSetting } from "@pulumi/cloudflare/getZoneSetting";
export { OriginCaCertificate } from "@pulumi/cloudflare/originCaCertificate";
export { ZoneSetting } from "@pulumi/cloudflare/zoneSetting";
