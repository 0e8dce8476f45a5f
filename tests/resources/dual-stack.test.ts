import * as pulumi from "@pulumi/pulumi";
import { ExistingMachine, Vps, type VpsArgs } from "../../components";
import { ipv6Of } from "../../components/host/common/machine-maker.component";
import { deploy, inputsOf } from "../support/deployed-site";
import { mockPulumi, registered, valueOf } from "../support/mocks";
import { site as config } from "../support/site";
import { vendors } from "../support/vendors";

const record = "cloudflare:index/dnsRecord:DnsRecord";
const at = (type: string, name: string): number => registered.findIndex((resource) => resource.type === type && resource.name === name);
const host = { ...config.host, dualStack: true } as typeof config.host;
const other = { ...vendors.hetzner.host, dualStack: true };
const named = (name: string) => (inputsOf(record) as { name: string; type: string; content: string }[]).filter((each) => each.name === name);

describe("a host that is reached by IPv6 as well", () => {
  test("has a machine with an address, in its shortest form, of every vendor; a droplet without is never said to be without", async () => {
    await mockPulumi();
    const ipv6 = (name: string, args: object): pulumi.Output<string> | undefined => {
      const vps = new Vps(name, { web: { from: "everyone" }, ...args } as VpsArgs);
      expect(vps.access.ipv6).toBe(vps.ipv6);
      return vps.ipv6;
    };
    const told = Object.entries(vendors).map(([name, vendor]) => ipv6(name, { ...vendor.host, dualStack: true }));
    expect(await Promise.all(told.map((each) => (each ? valueOf(each) : Promise.resolve(undefined))))).toEqual(["2001:db8::7", "2001:db8::8", "2001:db8::9"]);
    expect(ipv6("without", vendors.digitalocean.host)).toBeUndefined();
    await valueOf(new Vps("last", { ...vendors.digitalocean.host, web: { from: "everyone" } } as VpsArgs).access.hostKey);
    expect(inputsOf("digitalocean:index/droplet:Droplet").map((each) => (each as { ipv6?: boolean }).ipv6)).toEqual([true, undefined, undefined]);
    const machine = new ExistingMachine("found", { address: "203.0.113.7", ipv6: pulumi.output("2001:db8::7") });
    expect(machine.access.ipv6).toBe(machine.ipv6);
    expect(machine.ipv6 && (await valueOf(machine.ipv6))).toBe("2001:db8::7");
  });

  test("has an AAAA record for each name, after the proof, and what resolvers remember of it", async () => {
    const site = await deploy({ host, aliases: [{ name: "www.example.com" }] });
    for (const name of ["blog.example.com", "www.example.com"]) {
      expect(
        named(name)
          .map(({ type, content }) => `${type} ${content}`)
          .sort(),
      ).toEqual(["A 198.51.100.7", "AAAA 2001:db8::7"]);
      expect(at(record, `blog-${name}_ipv6`)).toBeGreaterThan(at("tlsup:index:Release", "blog"));
    }
    const memory = {
      zoneId: "zone-1",
      domain: "blog.example.com",
      leadsTo: "edge",
      lifetime: 0,
      behind: "2001:db8::7",
      parting: 10,
      isBeside: true,
      isMade: true,
    };
    expect(inputsOf("tlsup:index:RecordMemory")).toContainEqual(memory);
    expect(await valueOf(site.chain)).toMatchObject({ address: "198.51.100.7", ipv6: "2001:db8::7" });
  });

  test("is proven there too, but for its services, whose names have an A record alone", async () => {
    await deploy({ host, services: [{ kind: "postfix", serverName: "mail.example.com" }] });
    const [{ probes }] = inputsOf("tlsup:index:Release") as [{ probes: { protocol: string; address?: string }[] }];
    expect(probes.map(({ protocol, address }) => [protocol, address])).toEqual(
      expect.arrayContaining([
        ["https", undefined],
        ["https", "2001:db8::7"],
      ]),
    );
    expect(probes.filter(({ protocol, address }) => protocol !== "https" && address !== undefined)).toEqual([]);
    expect(named("mail.example.com").map(({ type }) => type)).toEqual(["A"]);
  });

  test("without the proxy, has a record that everybody can look up, and the former address is kept as long as resolvers may remember it", async () => {
    await deploy({ host, proxy: { provider: "cloudflare", proxied: false }, accept: ["untrusted-by-browsers"] });
    expect(inputsOf(record)).toContainEqual({ zoneId: "zone-1", name: "blog.example.com", type: "AAAA", content: "2001:db8::7", proxied: false, ttl: 60 });
    expect(inputsOf("tlsup:index:RecordMemory")).toContainEqual({
      zoneId: "zone-1",
      domain: "blog.example.com",
      isMade: true,
      leadsTo: "2001:db8::7",
      lifetime: 65,
      isBeside: true,
    });
  });

  test("by http-01 is found by IPv4, before the AAAA record is made", async () => {
    const certificate = { source: "certbot", challenge: "http-01" } as const;
    await deploy({ host, proxy: { provider: "cloudflare", proxied: false }, certificate });
    const order = [
      [record, "blog-blog.example.com"],
      ["tlsup:index:CertbotLineage", "blog"],
      ["tlsup:index:Release", "blog"],
      [record, "blog-blog.example.com_ipv6"],
    ];
    const places = order.map(([type = "", name = ""]) => at(type, name));
    expect(places).toEqual(places.toSorted((one, next) => one - next));
    expect(places).not.toContain(-1);
  });

  test("may be one of several, which loses both records before it goes", async () => {
    const site = await deploy({ otherHosts: { b: other } });
    expect(
      named("blog.example.com")
        .map(({ content }) => content)
        .sort(),
    ).toEqual(["198.51.100.7", "198.51.100.8", "2001:db8::8"]);
    const memory = at("tlsup:index:RecordMemory", "blog-blog.example.com-b");
    for (const each of ["b", "b_ipv6"]) expect(memory).toBeLessThan(at(record, `blog-blog.example.com-${each}`));
    expect(await valueOf(site.chain)).toMatchObject({ otherHosts: [{ host: "b", address: "198.51.100.8", ipv6: "2001:db8::8" }] });
  });
});

test("a preview of a droplet that is to get an address does not know it yet", async () => {
  await mockPulumi({}, {}, true);
  const address = ipv6Of(pulumi.output("")) as unknown as { readonly isKnown: Promise<boolean> };
  expect(await address.isKnown).toBe(false);
});
