import { domains, noNames } from "./names";
import { each, missing, type Refusal, type Sample } from "./refusal";

const addresses = [
  ...each("", [{ address: undefined, ipv6: undefined }], "address"),
  ...each("address", ["198.51.100.256", "2001:db8::1", "blog.example.com", "198.51.100.7; id", 7, null]),
];

const ipv6Addresses = each("ipv6", ["198.51.100.7", "2001:db8:0::7", "fe80::1%eth0", "::ffff:198.51.100.7; id", 6, null]);

export const zones = each("zone", [...noNames, "example.org"]);

export const proxies: Refusal[] = [
  ...missing("provider", "ssl"),
  ...each("provider", ["fastly"]),
  ...each("ssl", ["ful", null, 1]),
  ...each("alwaysUseHttps", ["no"]),
  ...each("minTlsVersion", ["0.9", 1.2]),
];

const wildcard = { domain: "*.example.com", sslFor: "zone" };
const wildcards: Refusal[] = [
  ...each("domain", ["*.example.com"]),
  ...each(
    "",
    [
      { ...wildcard, underAttack: true },
      { ...wildcard, cache: [{ path: "/", bypass: true }] },
      { ...wildcard, rateLimit: { requests: 20 } },
    ],
    "domain",
  ),
];

export const recordSamples: Readonly<Record<string, Sample>> = {
  ProxiedRecord: {
    args: { provider: "cloudflare", ssl: "full", zone: "example.com", domain: "blog.example.com", address: "198.51.100.7", ipv6: "2001:db8::7" },
    refusals: [...proxies, ...wildcards, ...domains, ...addresses, ...ipv6Addresses, ...zones, ...each("precedesOrigin", ["yes", null])],
  },
  DirectRecord: {
    args: { domain: "mail.example.com", address: "198.51.100.7", ipv6: "2001:db8::7", hostKey: "ssh-ed25519 AAAA", zone: "example.com" },
    refusals: [
      ...missing("domain"),
      ...each("hostKey", ["SHA256:x", null]),
      ...each("domain", noNames),
      ...addresses,
      ...ipv6Addresses,
      ...zones,
      ...each("precedesOrigin", ["yes", null]),
    ],
  },
};
