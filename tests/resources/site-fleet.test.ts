import * as pulumi from "@pulumi/pulumi";
import { setTimeout as sleep } from "node:timers/promises";
import { deploy, inputsOf } from "../support/deployed-site";
import { registered, valueOf } from "../support/mocks";
import { site as config } from "../support/site";

const { host } = config;
const hostKey = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)}`;
const server = { provider: "hetzner", region: "fsn1", size: "cx23" } as const;

const named = (type: string): string[] => registered.filter((resource) => resource.type === type).map(({ name }) => name);
const at = (type: string, name: string): number => registered.findIndex((resource) => resource.type === type && resource.name === name);
const record = "cloudflare:index/dnsRecord:DnsRecord";

describe("HttpsSite on several hosts", () => {
  test("has one certificate, and for each host a machine, a firewall, a release and a record", async () => {
    await deploy({ otherHosts: { b: server, c: host } });
    expect(named("tls:index/selfSignedCert:SelfSignedCert")).toEqual(["blog"]);
    expect(named("tlsup:index:Vps").sort()).toEqual(["blog", "blog-b", "blog-c"]);
    expect([...named("digitalocean:index/firewall:Firewall"), ...named("hcloud:index/firewall:Firewall")].sort()).toEqual(["blog", "blog-b", "blog-c"]);
    expect(named("tlsup:index:Release").sort()).toEqual(["blog", "blog-b", "blog-c"]);
    expect(named(record).sort()).toEqual(["blog-blog.example.com", "blog-blog.example.com-b", "blog-blog.example.com-c"]);
    expect(inputsOf(record)).toContainEqual({ zoneId: "zone-1", name: "blog.example.com", type: "A", content: "198.51.100.8", proxied: true, ttl: 1 });
    const memory = { domain: "blog.example.com", leadsTo: "edge", lifetime: 0, parting: 10 };
    const memories = inputsOf("tlsup:index:RecordMemory");
    expect(memories).toContainEqual({ ...memory, host: "b" });
    expect(memories).toContainEqual({ ...memory, behind: "198.51.100.8", isTold: true, zoneId: "zone-1", isMade: true });
  });

  test("leaves the resources of its first host as they are without the others", async () => {
    const firsts = (): string[] => registered.map(({ type, name }) => `${type} ${name}`).sort();
    await deploy();
    const alone = firsts();
    await deploy({ otherHosts: { b: server } });
    expect(firsts()).toEqual(expect.arrayContaining(alone));
  });

  test("is pushed to its first host first, then in waves, and a host's record follows its release", async () => {
    await deploy({ otherHosts: { b: host, c: host, d: host } });
    const push = (name: string): number => at("tlsup:index:Release", name);
    expect(push("blog")).toBeLessThan(Math.min(push("blog-b"), push("blog-c")));
    expect(Math.max(push("blog-b"), push("blog-c"))).toBeLessThan(push("blog-d"));
    for (const each of ["b", "c", "d"]) {
      const memory = at("tlsup:index:RecordMemory", `blog-blog.example.com-${each}`);
      expect(push(`blog-${each}`)).toBeLessThan(memory);
      // It is deleted after the record, and waits before anything of the host goes.
      expect(memory).toBeLessThan(at(record, `blog-blog.example.com-${each}`));
      // It waits after a record that leads to another machine, and before the old machine goes.
      expect(at("tlsup:index:RecordMemory", `blog-blog.example.com-${each}_moved`)).toBeGreaterThan(at(record, `blog-blog.example.com-${each}`));
    }
  });

  test("changes the edge's mode once every host has the new certificate", async () => {
    await deploy({ proxy: { provider: "cloudflare", ssl: "strict" }, otherHosts: { b: host }, accept: ["untrusted-by-edge"] }, "full");
    expect(at("tlsup:index:Release", "blog-b")).toBeLessThan(registered.findIndex(({ type }) => type === "tlsup:index:EdgeRule"));
  });

  test("locked down, requires the same client certificate on each host", async () => {
    await deploy({ lockdown: true, otherHosts: { b: host } });
    const authorities = (inputsOf("tlsup:index:Release") as { files: Record<string, string> }[]).map(({ files }) => files["clients/authority.pem"]);
    expect(new Set(authorities).size).toBe(1);
    expect(authorities).toEqual([expect.stringContaining("BEGIN CERTIFICATE"), expect.stringContaining("BEGIN CERTIFICATE")]);
    expect(named("tlsup:index:OriginPull")).toHaveLength(1);
  });

  test("has a record for each other name and host, and a reserved address where a host is to have one", async () => {
    await deploy({ aliases: [{ name: "www.example.com" }], otherHosts: { b: { ...host, reservedIp: true } } });
    expect(named(record).filter((name) => name.endsWith("-b"))).toEqual(["blog-blog.example.com-b", "blog-www.example.com-b"]);
    expect(inputsOf(record).filter(({ content }) => content === "198.51.100.99")).toHaveLength(2);
  });

  test("keeps another host's reserved address where it leads until no visitor is on the way", async () => {
    await deploy({ otherHosts: { b: { ...host, reservedIp: true } } }, "full", { "tlsup:index:Detour": () => sleep(200, {}) });
    const assignment = at("digitalocean:index/reservedIpAssignment:ReservedIpAssignment", "blog-b");
    // What is made after it is deleted before it.
    expect(assignment).toBeGreaterThan(-1);
    expect(assignment).toBeLessThan(at("tlsup:index:RecordMemory", "blog-blog.example.com-b"));
  });

  test("says of the chain where its hosts are, and what they serve", async () => {
    const chain = await valueOf((await deploy({ otherHosts: { b: server } })).chain);
    expect(chain.otherHosts).toEqual([{ host: "b", address: "198.51.100.8", servedSha256: chain.servedSha256, sshPort: 22 }]);
    expect(await valueOf((await deploy({ otherHosts: {} })).chain)).not.toHaveProperty("otherHosts");
  });

  test("takes settings of its other hosts that are outputs", async () => {
    await deploy({ otherHosts: { b: { ...host, size: pulumi.output("s-2vcpu-2gb") } } });
    expect(inputsOf("digitalocean:index/droplet:Droplet")).toContainEqual(expect.objectContaining({ size: "s-2vcpu-2gb" }));
  });

  test("judges a machine that is there already with the secrets of its login", async () => {
    const otherHosts = { b: { provider: "existing", address: "203.0.113.7", user: "admin" } } as const;
    const told = /blog\.otherHosts\.b\.hostKey: is required with hostSecrets\.sudoPassword/;
    await expect(deploy({ otherHosts, hostSecrets: { sudoPassword: "hunter2" } })).rejects.toThrow(told);
  });

  test("tells sudo's password to the machines whose login needs it, and not to root", async () => {
    const machine = (address: string, user?: string) => ({ provider: "existing", address, hostKey, ...(user !== undefined && { user }) }) as const;
    const secrets = { hostSecrets: { sudoPassword: "hunter2" } };
    await deploy({ otherHosts: { b: machine("203.0.113.7", "admin"), c: machine("203.0.113.8") }, ...secrets });
    const told = Object.fromEntries(inputsOf("tlsup:index:HostIdentity").map(({ user, sudoPassword }) => [user, sudoPassword]));
    expect(told).toEqual({ admin: expect.objectContaining({ value: "hunter2" }) as unknown, root: undefined });
    await expect(deploy({ otherHosts: { c: machine("203.0.113.8") }, ...secrets })).rejects.toThrow(/must be left out when the login is root/);
  });
});
