import type * as pulumi from "@pulumi/pulumi";
import { DirectRecord, ExistingMachine, HttpsServer, ProxiedRecord, TlsServices, Vps, type HttpsSiteArgs } from "../../components";
import { laterAddress } from "../../components/host/existing/settings";
import { certificate } from "../support/components/values";
import { deploy, inputsOf } from "../support/deployed-site";
import { mockPulumi, registered, untilRegistered, valueOf } from "../support/mocks";
import { site as config } from "../support/site";
import { vendors } from "../support/vendors";

const record = "cloudflare:index/dnsRecord:DnsRecord";
const at = (type: string, name: string): number => registered.findIndex((resource) => resource.type === type && resource.name === name);
const records = (): string[] =>
  registered.flatMap(({ type, name, inputs }) => (type === record ? [`${name} ${String(inputs.type)} ${String(inputs.content)}`] : [])).sort();

const machine = { provider: "existing", address: "2001:db8::7" } as const;
const server = { ...vendors.hetzner.host, ipv4Enabled: false } as HttpsSiteArgs["host"];
const straight = { proxy: { provider: "cloudflare", proxied: false }, accept: ["untrusted-by-browsers", "no-ipv4"] } as const;

describe("a host that is reached by IPv6 alone", () => {
  test.each<[string, HttpsSiteArgs["host"], string]>([
    ["is a machine that exists", machine, "2001:db8::7"],
    ["is a server of Hetzner's", server, "2001:db8::8"],
  ])("%s: has an AAAA record alone, is pushed to and proven there, and tlsup check looks there", async (_what, host, address) => {
    const site = await deploy({ host, aliases: [{ name: "www.example.com" }], accept: ["origin-open"] });
    expect(records()).toEqual(["blog.example.com", "www.example.com"].map((name) => `blog-${name}_ipv6 AAAA ${address}`));
    expect(at(record, "blog-blog.example.com_ipv6")).toBeGreaterThan(at("tlsup:index:Release", "blog"));
    const [{ host: pushed, probes }] = inputsOf("tlsup:index:Release") as [{ host: string; probes: { address?: string }[] }];
    expect([pushed, probes.map((probe) => probe.address)]).toEqual([address, expect.arrayContaining([undefined, address])]);
    const memory = { zoneId: "zone-1", domain: "blog.example.com", leadsTo: "edge", lifetime: 0, behind: address, parting: 10, isMade: true };
    expect(inputsOf("tlsup:index:RecordMemory")).toContainEqual(memory);
    const chain = await valueOf(site.chain);
    expect([chain.address, chain.ipv6, await valueOf(site.address)]).toEqual([address, undefined, address]);
  });

  test("of Hetzner's is made without the address and the rule for floating ones, and says so in a preview", async () => {
    await mockPulumi();
    const args = { ...vendors.hetzner.host, web: { from: "everyone" } } as const;
    const made = async (ipv4Enabled: boolean) => {
      await valueOf(new Vps(`ipv4-${String(ipv4Enabled)}`, { ...args, ipv4Enabled } as ConstructorParameters<typeof Vps>[1]).access.hostKey);
      await untilRegistered("HostMemory", ipv4Enabled ? 1 : 2);
      const [server, memory] = ["hcloud:index/server:Server", "tlsup:index:HostMemory"].map((type) => inputsOf(type).at(-1) ?? {});
      return { nets: server?.publicNets, hasRule: JSON.stringify(server?.userData).includes("floating_address"), remembered: memory?.ipv4Enabled };
    };
    expect(await made(true)).toEqual({ nets: undefined, hasRule: true, remembered: undefined });
    expect(await made(false)).toEqual({ nets: [{ ipv4Enabled: false, ipv6Enabled: true }], hasRule: false, remembered: false });
  });

  test("is one of several, beside hosts with IPv4: each has the record of its address", async () => {
    const site = await deploy({ otherHosts: { b: server, c: vendors.linode.host } });
    expect(records()).toEqual([
      "blog-blog.example.com A 198.51.100.7",
      "blog-blog.example.com-b_ipv6 AAAA 2001:db8::8",
      "blog-blog.example.com-c A 198.51.100.9",
    ]);
    expect(at("tlsup:index:RecordMemory", "blog-blog.example.com-b")).toBeLessThan(at(record, "blog-blog.example.com-b_ipv6"));
    expect(inputsOf("tlsup:index:RecordMemory")).toContainEqual(expect.objectContaining({ behind: "2001:db8::8", isTold: true }));
    const { otherHosts = [] } = await valueOf(site.chain);
    expect(otherHosts.map(({ address, ipv6 }) => [address, ipv6])).toEqual([
      ["2001:db8::8", undefined],
      ["198.51.100.9", undefined],
    ]);
  });

  test("by http-01 is found by its AAAA record, which is made before the certificate", async () => {
    await deploy({ host: machine, ...straight, certificate: { source: "certbot", challenge: "http-01" } });
    const order = [at(record, "blog-blog.example.com_ipv6"), at("tlsup:index:CertbotLineage", "blog"), at("tlsup:index:Release", "blog")];
    expect(order).toEqual(order.toSorted((one, next) => one - next));
    expect(order).not.toContain(-1);
  });

  test("has services by IPv6", async () => {
    await deploy({ host: machine, services: [{ kind: "redis", serverName: "cache.example.com" }], accept: ["origin-open", "no-ipv4", "untrusted-by-clients"] });
    expect(records().filter((each) => each.includes("cache"))).toEqual(["blog-cache.example.com_ipv6 AAAA 2001:db8::7"]);
  });

  test("has the services that clients elsewhere reach proven there, in a site and without one", async () => {
    const services = [{ kind: "redis", from: ["2001:db8:9::/48"], serverName: "cache.example.com" }, { kind: "postgresql" }] as const;
    const places = (): unknown[] =>
      (inputsOf("tlsup:index:Release")[0]?.probes as { port: number; address?: string }[]).map(({ port, address }) => [port, address]);
    await deploy({ host: machine, services, accept: ["origin-open", "no-ipv4", "origin-address-shown", "untrusted-by-clients"] });
    expect(places()).toEqual([...[443, 6380, 5432].map((port) => [port, undefined]), ...[443, 6380].map((port) => [port, "2001:db8::7"])]);
    await mockPulumi();
    const { access } = new ExistingMachine("cache", { address: "2001:db8::7" });
    await valueOf(new TlsServices("cache", { domain: "db.example.com", access, certificate, services }).servedSha256);
    expect(places()).toEqual([...[6380, 5432].map((port) => [port, undefined]), [6380, "2001:db8::7"]]);
    expect(inputsOf("tlsup:index:Release")[0]).not.toHaveProperty("reached");
  });

  test("is served in a program of parts, whose records take the address alone", async () => {
    await mockPulumi();
    const { access, ipv6 } = new ExistingMachine("shop", { address: "2001:db8::7" });
    const https = new HttpsServer("shop", {
      domain: "shop.example.com",
      access,
      certificate,
      server: { kind: "nginx", upstream: "http://127.0.0.1:1" },
      edgeRanges: [],
    });
    const place = { ...(ipv6 && { ipv6 }) };
    const proxied = new ProxiedRecord("shop", { domain: "shop.example.com", provider: "cloudflare", ssl: "full", ...place }, { dependsOn: https });
    const direct = new DirectRecord("ssh", { domain: "ssh.example.com", ...place });
    await Promise.all([proxied.recordId, direct.recordId, https.servedSha256].map((each) => valueOf(each as pulumi.Output<unknown>)));
    expect(records()).toEqual(["shop_ipv6 AAAA 2001:db8::7", "ssh_ipv6 AAAA 2001:db8::7"]);
  });
});

test("an IPv6 address that becomes known later is refused, as its records were decided by then", () => {
  expect(laterAddress("203.0.113.7", "shop.address")).toBe("203.0.113.7");
  expect(() => laterAddress("2001:db8::7", "shop.address")).toThrow("shop.address: must be known when the program runs if it is an IPv6 address");
});

test("a site's own host has IPv4 unless it says otherwise", async () => {
  await deploy({ host: { ...vendors.hetzner.host, ipv4Enabled: true } as HttpsSiteArgs["host"] });
  expect(records()).toEqual(["blog-blog.example.com A 198.51.100.8"]);
  expect(config.host).not.toHaveProperty("ipv4Enabled");
});
