import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { HttpsSiteArgs } from "../../components";
import { deploy, inputsOf } from "../support/deployed-site";
import { root } from "../support/environment";
import { registered } from "../support/mocks";

const aliases = [{ name: "www.example.com" }, { name: "example.net", redirect: false }] as const;

/** In order of the names: resources that do not wait for each other are registered in any order. */
const namesOf = (type: string): string[] =>
  registered
    .filter((each) => each.type === type)
    .map(({ name }) => name)
    .sort();
const recordNames = (): string[] =>
  inputsOf("cloudflare:index/dnsRecord:DnsRecord")
    .map(({ name }) => String(name))
    .sort();

/** What the program tells of a fault that is found while it runs. */
const fault = (args: Partial<HttpsSiteArgs>): Promise<unknown> =>
  deploy(args).then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a site with other names", () => {
  test("has a record, a rule for its mode and the zone's settings for each, after the release that serves them", async () => {
    await deploy({ aliases });
    expect(recordNames()).toEqual(["blog.example.com", "example.net", "www.example.com"]);
    expect(namesOf("tlsup:index:EdgeRule")).toEqual(["blog-blog.example.com-config", "blog-example.net-config", "blog-www.example.com-config"]);
    expect(namesOf("tlsup:index:ZoneSetting")).toHaveLength(6);
    const types = registered.map(({ type }) => type);
    expect(types.indexOf("tlsup:index:Release")).toBeLessThan(types.indexOf("cloudflare:index/dnsRecord:DnsRecord"));
  });

  test("has a record for a wildcard, proxied or not, in the zone that holds it, and no rule for it", async () => {
    for (const proxy of [{ provider: "cloudflare", ssl: "full", sslFor: "zone" } as const, { provider: "cloudflare", proxied: false } as const]) {
      await deploy({ aliases: [{ name: "*.example.net", redirect: false }], proxy, accept: ["untrusted-by-browsers"] });
      expect(recordNames()).toEqual(["*.example.net", "blog.example.com"]);
      expect(namesOf("tlsup:index:EdgeRule")).toEqual([]);
    }
  });

  test("has them in its certificate and in its server, and proves them", async () => {
    await deploy({ aliases });
    expect(inputsOf("tls:index/selfSignedCert:SelfSignedCert")).toEqual([
      expect.objectContaining({ dnsNames: ["blog.example.com", "www.example.com", "example.net"] }),
    ]);
    const [release] = inputsOf("tlsup:index:Release") as [{ files: Record<string, string>; probes: { serverName: string }[] }];
    expect(release.files["nginx/aliases/www.example.com.conf"]).toContain("return 308 https://blog.example.com$request_uri;");
    expect(release.files["nginx/aliases/example.net.conf"]).toContain("include /opt/tlsup/");
    expect(release.probes.map(({ serverName }) => serverName)).toEqual(["blog.example.com", "www.example.com", "example.net"]);
  });

  test("that changes places with one of them has the same resources for each name", async () => {
    const named = async (args: Partial<HttpsSiteArgs>): Promise<string[]> => {
      await deploy(args);
      return ["cloudflare:index/dnsRecord:DnsRecord", "tlsup:index:EdgeRule", "tlsup:index:OriginPull"].flatMap(namesOf);
    };
    const before = await named({ domain: "example.com", aliases: [{ name: "www.example.com" }], lockdown: true });
    expect(await named({ domain: "www.example.com", aliases: [{ name: "example.com" }], lockdown: true })).toEqual(before);
    expect(before).toHaveLength(6);
  });

  test("keeps what the edge keeps for those alone that serve the site", async () => {
    const proxy = { provider: "cloudflare", ssl: "full", cache: [{ path: "/", edge: 7200 }], rateLimit: { requests: 9 }, zoneWide: { tls13: true } } as const;
    await deploy({ aliases, proxy });
    const rules = namesOf("tlsup:index:EdgeRule");
    expect(rules.filter((name) => name.startsWith("blog-www.example.com"))).toEqual(["blog-www.example.com-config"]);
    expect(rules.filter((name) => name.startsWith("blog-example.net"))).toHaveLength(3);
    expect(namesOf("tlsup:index:ZoneSetting").filter((name) => name.endsWith("tls-1-3"))).toEqual(["blog-blog.example.com-tls-1-3"]);
  });

  test("turns TLS 1.3 off by each of them, or by none", async () => {
    const proxy = { provider: "cloudflare", ssl: "full", minTlsVersion: "1.3", zoneWide: { tls13: false } } as const;
    await deploy({ aliases, proxy, accept: ["no-tls-version"] });
    const stated = inputsOf("tlsup:index:ZoneSetting").filter(({ settingId }) => settingId === "tls_1_3");
    expect(stated.map(({ value }) => value)).toEqual(["off", "off", "off"]);
  });

  test("leads straight to the host by each where the edge is passed by, and by none where its DNS is elsewhere", async () => {
    await deploy({ aliases, certificate: { source: "lets-encrypt" }, proxy: { provider: "cloudflare", proxied: false } });
    expect(inputsOf("cloudflare:index/dnsRecord:DnsRecord")).toMatchObject([{ proxied: false }, { proxied: false }, { proxied: false }]);
    await deploy({ aliases, certificate: { source: "lets-encrypt" }, proxy: { provider: "none" } });
    expect(inputsOf("cloudflare:index/dnsRecord:DnsRecord")).toEqual([]);
  });

  test("keeps all that it has of them on each host when they were outputs and are plain", async () => {
    const host = { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", dualStack: true, reservedIp: true } as const;
    const register = jest.spyOn(MockMonitor.prototype, "registerResource");
    const requests = (): RegisterResourceRequest[] => register.mock.calls.map(([request]) => request as RegisterResourceRequest);
    const kinds = /:(DnsRecord|RecordMemory|Detour|ProxiedRecord|CachePurge)$/;
    const shown = (request: RegisterResourceRequest, name: string): string[] => (kinds.test(request.getType()) ? [`${request.getType()} ${name}`] : []);
    const application = { kind: "static", directory: join(root, "examples", "static-site", "public") } as const;
    const proxy = { provider: "cloudflare", ssl: "full", cache: [{ path: "/", edge: 7200 }] } as const;
    const served = { host, otherHosts: { b: host }, application, proxy };
    await deploy({ domain: pulumi.output("blog.example.com"), aliases: [{ name: pulumi.output("www.example.com") }], ...served });
    const before = requests().flatMap((request) => shown(request, request.getName()));
    register.mockClear();
    await deploy({ aliases: [{ name: "www.example.com" }], ...served });
    // What a component holds has the component's alias.
    const after = requests().flatMap((request) => {
      const isHeld = request.getParent().includes("ProxiedRecord");
      const former = isHeld ? [request.getName().replace("blog-www.example.com", "blog-alias-0").replace("blog-blog.example.com", "blog")] : [];
      const names = request.getAliasesList().map((alias) => alias.getSpec()?.getName() ?? "");
      return [...former, ...names].filter((name) => name !== "").flatMap((name) => shown(request, name));
    });
    register.mockRestore();
    expect(before.length).toBeGreaterThan(20);
    expect(before.filter((each) => !after.includes(each))).toEqual([]);
  });

  test("keeps the record of its services when their name was an output and is plain", async () => {
    const register = jest.spyOn(MockMonitor.prototype, "registerResource");
    const services = [{ kind: "postfix", serverName: "mail.example.com" }] as const;
    await deploy({ services, accept: ["origin-address-shown", "untrusted-by-clients"] });
    const requests = register.mock.calls.map(([request]) => request as RegisterResourceRequest);
    const [record] = requests.filter((request) => request.getType() === "tlsup:index:DirectRecord");
    register.mockRestore();
    expect(record?.getName()).toBe("blog-mail.example.com");
    expect(record?.getAliasesList().map((alias) => [alias.getSpec()?.getName(), alias.getSpec()?.getType()])).toEqual([
      ["blog-postfix", ""],
      // What it was if the name served the site.
      ["", "tlsup:index:ProxiedRecord"],
    ]);
  });

  test("more than the profile of a certificate that the host renews allows are refused before anything is made", async () => {
    const many = Array.from({ length: 25 }, (_, index) => ({ name: `n${index}.example.com` }));
    const told = String(await fault({ aliases: many, certificate: { source: "lets-encrypt", renewal: "host", profile: "shortlived" } }));
    expect(told).toContain("blog.certificate.names: must be at most 25 names with the profile shortlived: current value is 26 names");
    expect(registered).toEqual([]);
  });

  test("may have names that become known later, but not aliases of which nothing is known", async () => {
    await deploy({ aliases: [{ name: pulumi.output("www.example.com") }] });
    expect(recordNames()).toEqual(["blog.example.com", "www.example.com"]);
    expect(namesOf("cloudflare:index/dnsRecord:DnsRecord")).toEqual(["blog-alias-0", "blog-blog.example.com"]);
    expect(String(await fault({ aliases: [pulumi.output({ name: "www.example.com" })] }))).toContain(
      "blog.aliases.0: must be known when the program runs, as it decides what there is",
    );
  });
});
