import { rightsFor, type StackResource } from "../../../../../components/edge/cloudflare/tokens/rights";

const zoneId = "z1";
const record: StackResource = { type: "cloudflare:index/dnsRecord:DnsRecord", inputs: { zoneId, name: "blog.example.com" } };
const rule = (phase: string): StackResource => ({ type: "tlsup:index:EdgeRule", inputs: { zoneId, phase } });
const order = (kind: string): StackResource => ({ type: "tlsup:index:AcmeCertificate", inputs: { names: ["blog.example.com"], solver: { kind } } });
const looking = ["Zone Read", "Zone Settings Read", "Config Settings Read"];

describe("the rights of a token", () => {
  it.each([
    ["a record", record, "DNS Write", "DNS Read"],
    ["the zone's settings", { type: "tlsup:index:ZoneSetting", inputs: { zoneId } }, "Zone Settings Write", "Zone Settings Read"],
    ["a Configuration Rule", rule("http_config_settings"), "Config Settings Write", "Config Settings Read"],
    ["a Cache Rule", rule("http_request_cache_settings"), "Cache Settings Write", "Cache Settings Read"],
    ["a limit of requests", rule("http_ratelimit"), "Zone WAF Write", "Zone WAF Read"],
    ["the order of an Origin CA certificate", { type: "tlsup:index:OriginCaOrder", inputs: {} }, "SSL and Certificates Write", "SSL and Certificates Read"],
    [
      "an Origin CA certificate",
      { type: "cloudflare:index/originCaCertificate:OriginCaCertificate", inputs: {} },
      "SSL and Certificates Write",
      "SSL and Certificates Read",
    ],
    ["a certificate that the edge shows", { type: "tlsup:index:OriginPull", inputs: { zoneId } }, "SSL and Certificates Write", "SSL and Certificates Read"],
  ] as const)("for %s are those to change it, or to compare it", (_what, resource, write, read) => {
    expect(rightsFor([resource], "apply")?.groups).toContain(write);
    const { groups = [] } = rightsFor([resource], "preview") ?? {};
    expect(groups).toContain(read);
    expect(groups.filter((group) => !group.endsWith(" Read"))).toEqual([]);
  });

  it("hold each once, what may be written not for reading too, and what every look from outside reads", () => {
    expect(rightsFor([record, record], "apply")).toEqual({ groups: [...looking, "DNS Write"], zoneIds: [zoneId], names: [], challenges: [], unknown: [] });
    expect(rightsFor([record], "preview")?.groups).toEqual(["Zone Read", "DNS Read", "Zone Settings Read", "Config Settings Read"]);
  });

  it("hold what only a change needs in the token for changes alone", () => {
    const purge: StackResource = { type: "tlsup:index:CachePurge", inputs: { zoneId } };
    expect(rightsFor([purge], "apply")?.groups).toContain("Cache Purge");
    expect(rightsFor([purge], "preview")?.groups).not.toContain("Cache Purge");
  });

  it("name the zones of certificates by their names, as no zone is among their inputs", () => {
    const origin: StackResource = { type: "tlsup:index:OriginCaOrder", inputs: { hostnames: ["*.example.com"] } };
    expect(rightsFor([origin], "apply")).toMatchObject({ zoneIds: [], names: ["*.example.com"] });
  });

  it("name the challenges of a certificate, as CNAME records may lead from them to other zones", () => {
    const { type, inputs } = order("cloudflare");
    const resolver = "192.0.2.53";
    const orders = [order("cloudflare"), { type, inputs: { ...inputs, names: ["*.example.org"], resolver } }];
    expect(rightsFor(orders, "apply")).toMatchObject({
      zoneIds: [],
      names: [],
      challenges: [{ name: "_acme-challenge.blog.example.com" }, { name: "_acme-challenge.example.org", resolver }],
    });
  });

  it("tell what at Cloudflare they do not know", () => {
    const ruleset: StackResource = { type: "cloudflare:index/ruleset:Ruleset", inputs: { zoneId: "z2" } };
    const provider: StackResource = { type: "pulumi:providers:cloudflare", inputs: {} };
    expect(rightsFor([provider, ruleset, record, ruleset], "apply")).toEqual({ ...rightsFor([record], "apply"), unknown: [ruleset.type] });
  });

  it("do not exist for a stack without anything at Cloudflare", () => {
    expect(rightsFor([order("host"), { type: "digitalocean:index/droplet:Droplet", inputs: {} }, rule("http_request_origin")], "apply")).toBeUndefined();
  });
});
