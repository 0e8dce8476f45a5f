import { siteConfig, type SiteConfig } from "../../../components/site/site-config";
import { ConfigurationError } from "../../../components/shared/fault";
import { checkChain } from "../../../components";
import { site } from "../../support/site";

function told(changes: object): string[] {
  try {
    siteConfig({ ...site, ...changes }, "site");
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults.map(({ path, problem }) => `${path}: ${problem}`);
    throw error;
  }
  return [];
}

const existing = (address: string) => ({ provider: "existing", address }) as const;
const server6 = { provider: "hetzner", region: "fsn1", size: "cx23", ipv4Enabled: false } as const;
const otherHosts = { b: site.host };

describe("the settings of a site on several hosts", () => {
  test("take hosts of every kind, by name", () => {
    expect(told({ otherHosts: { b: site.host, "c-2": { provider: "hetzner", region: "fsn1", size: "cx23" }, d: existing("203.0.113.7") } })).toEqual([]);
    expect(told({ otherHosts: { b: server6, c: { ...server6, dualStack: false }, d: existing("2001:db8::7") } })).toEqual([]);
  });

  test.each<[string, object, RegExp]>([
    ["a name with a dot", { otherHosts: { "b.c": site.host } }, /^site\.otherHosts\.b\.c: must be a name of lower-case letters/],
    ["a list", { otherHosts: [site.host, site.host] }, /^site\.otherHosts: must be an object with a name for each host: current value is a list$/],
    ["a list without hosts", { otherHosts: [] }, /^site\.otherHosts: must be an object with a name/],
    ["a host that is none", { otherHosts: { b: { provider: "nobody" } } }, /^site\.otherHosts\.b\.provider: must be one of/],
    [
      "the same machine twice",
      { otherHosts: { b: existing("203.0.113.7"), c: existing("203.0.113.7") } },
      /^site\.otherHosts\.c\.address: must be another machine/,
    ],
    ["the machine of host", { host: existing("203.0.113.7"), otherHosts: { b: existing("203.0.113.7") } }, /than host: current value is "203\.0\.113\.7"/],
    [
      "two IPv6 addresses of one machine",
      { otherHosts: { b: { ...existing("2001:db8::7"), ipv6: "2001:db8::8" } } },
      /^site\.otherHosts\.b\.ipv6: must be left out beside an IPv6 address/,
    ],
    [
      "a server that has IPv6 alone and both",
      { otherHosts: { b: { ...server6, dualStack: true } } },
      /^site\.otherHosts\.b\.dualStack: must be false or left out/,
    ],
    ["a floating IPv4 address of a server without", { host: { ...server6, reservedIp: true } }, /^site\.host\.reservedIp: must be false or left out/],
    ["a droplet without IPv4", { host: { ...site.host, ipv4Enabled: false } }, /^site\.host\.ipv4Enabled: is not a setting/],
    [
      "a jump host without a key",
      { otherHosts: { b: { ...existing("203.0.113.7"), via: { address: "203.0.113.1", hostKey: "x" } } } },
      /^site\.otherHosts\.b\./,
    ],
    [
      "certbot",
      { otherHosts, certificate: { source: "certbot", challenge: "http-01" } },
      /^site\.certificate\.source: must be one whose key tlsup has.*"certbot"$/,
    ],
    [
      "renewal on the host",
      { otherHosts, certificate: { source: "lets-encrypt", renewal: "host" } },
      /^site\.certificate\.renewal: must be one whose.*"host"$/,
    ],
    [
      "a key that is made on the host",
      { otherHosts, certificate: { source: "self-signed", renewal: "host" } },
      /^site\.certificate\.renewal: must be one whose.*"host"$/,
    ],
    ["a straight record", { otherHosts, proxy: { provider: "cloudflare", proxied: false } }, /^site\.proxy\.proxied: must be true with otherHosts/],
    ["no edge", { otherHosts, proxy: { provider: "none" } }, /^site\.proxy\.provider: must be "cloudflare" with otherHosts/],
    ["services", { otherHosts, services: [{ kind: "postfix" }] }, /^site\.services: must be left out with otherHosts/],
  ])("refuse %s", (_, changes, problem) => {
    expect(told(changes)).toContainEqual(expect.stringMatching(problem));
  });

  test("of an empty list are those of a site on one host", () => {
    expect(told({ otherHosts: {}, certificate: { source: "certbot", challenge: "http-01" } })).toEqual([]);
  });

  test("name each host that anybody may reach past the edge", () => {
    const open: SiteConfig = { ...site, otherHosts: { b: existing("203.0.113.7"), c: site.host } };
    expect(checkChain(open).map(({ code, setting }) => [code, setting])).toEqual([["origin-open", "otherHosts.b.provider"]]);
  });
});
