import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { HttpsSite } from "../../components";
import { registered, valueOf } from "../support/mocks";
import { deploy, inputsOf } from "../support/deployed-site";

describe("a site without an edge", () => {
  const direct = { provider: "cloudflare", proxied: false } as const;
  const accept = ["untrusted-by-browsers"] as const;
  const admitted = (): unknown =>
    (inputsOf("digitalocean:index/firewall:Firewall") as { inboundRules: { portRange?: string; sourceAddresses: string[] }[] }[])
      .flatMap(({ inboundRules }) => inboundRules)
      .filter(({ portRange }) => portRange === "80" || portRange === "443")
      .flatMap(({ sourceAddresses }) => sourceAddresses);

  test.each([
    [
      "the record leads straight to the host",
      direct,
      [{ zoneId: "zone-1", name: "blog.example.com", type: "A", content: "198.51.100.7", proxied: false, ttl: 60 }],
    ],
    ["no record is made", { provider: "none" } as const, []],
  ])("%s, no setting of a zone is touched, everybody is admitted, and nobody is believed about the visitor's address", async (_name, proxy, records) => {
    const site = await deploy({ proxy, accept });
    expect(inputsOf("cloudflare:index/dnsRecord:DnsRecord")).toEqual(records);
    expect(inputsOf("tlsup:index:RecordMemory")).toEqual(
      records.map(({ name: domain, content }) => ({ zoneId: "zone-1", domain, leadsTo: content, lifetime: 65, isMade: true })),
    );
    expect(inputsOf("cloudflare:index/zoneSetting:ZoneSetting")).toEqual([]);
    expect(new Set(admitted() as string[])).toEqual(new Set(["0.0.0.0/0", "::/0"]));
    const [{ files }] = inputsOf("tlsup:index:Release") as [{ files: Record<string, string> }];
    expect(files["nginx/site.conf"]).not.toMatch(/set_real_ip_from|198\.51\.100\.0/);
    const chain = await valueOf(site.chain);
    expect(chain).toMatchObject({ domain: "blog.example.com", address: "198.51.100.7", trust: "self" });
    expect(Object.keys(chain)).toEqual(expect.not.arrayContaining(["ssl", "zone"]));
  });

  test("the record follows the proven push, and those of services are beside it", async () => {
    await deploy({ proxy: { ...direct, zone: "example.com" }, accept, services: [{ kind: "postfix", serverName: "mail.example.com" }] });
    const at = (wanted: string) => registered.findIndex(({ type, name }) => `${type} ${name}`.includes(wanted));
    expect(at("DnsRecord blog")).toBeGreaterThan(at("tlsup:index:Release"));
    expect(at("DnsRecord blog-mail.example.com")).toBeGreaterThan(at("tlsup:index:Release"));
    expect(
      inputsOf("cloudflare:index/dnsRecord:DnsRecord")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["blog.example.com", "mail.example.com"]);
  });

  test("the host's SSH key is published at each name that leads to the host", async () => {
    const changes = { proxy: { ...direct, sshfp: true }, accept, services: [{ kind: "postfix", serverName: "mail.example.com" }] } as const;
    await deploy(changes);
    const published = inputsOf("cloudflare:index/dnsRecord:DnsRecord").filter(({ type }) => type === "SSHFP");
    const rest = { zoneId: "zone-1", type: "SSHFP", proxied: false, ttl: 60 };
    const data = { algorithm: 4, type: 2, fingerprint: createHash("sha256").update(Buffer.from("BBBB", "base64")).digest("hex") };
    expect(published.sort(({ name: one }, { name: other }) => (String(one) < String(other) ? -1 : 1))).toEqual([
      { name: "blog.example.com", data, ...rest },
      { name: "mail.example.com", data, ...rest },
    ]);
  });

  test("by http-01 the CA finds the host by every name before there is a certificate", async () => {
    await deploy({
      proxy: direct,
      certificate: { source: "certbot", challenge: "http-01" },
      services: [{ kind: "postfix", serverName: "mail.example.com" }],
    });
    const at = (wanted: string) => registered.findIndex(({ type, name }) => `${type} ${name}`.includes(wanted));
    for (const record of ["DnsRecord blog", "DnsRecord blog-mail.example.com"]) {
      expect(at(record)).toBeGreaterThan(-1);
      expect(at(record)).toBeLessThan(at("tlsup:index:CertbotLineage"));
    }
  });

  test.each([
    ["is known once its server is proven, for a record of the program's own", {}, ["push", "record"]],
    ["is known at once behind an edge, for an allow-list that the application needs", { proxy: { provider: "cloudflare", ssl: "full" } }, ["record", "push"]],
    ["is known at once where a CA must find the host first", { certificate: { source: "certbot", challenge: "http-01" } }, ["record", "push"]],
  ] as const)("its address %s", async (_when, changes, expected) => {
    const order: string[] = [];
    const push = async ({ certificate }: Record<string, unknown>): Promise<Record<string, unknown>> => {
      await sleep(200);
      order.push("push");
      return { servedSha256: (certificate as { readonly sha256: string }).sha256, folder: "f", drift: [] };
    };
    const follow = (site: HttpsSite): unknown => site.address.apply((address) => order.push(address === "198.51.100.7" ? "record" : address));
    await deploy({ proxy: { provider: "none" }, accept, ...changes }, "full", { "tlsup:index:Release": push }, follow);
    expect(order).toEqual(expected);
  });

  test("services whose names are elsewhere get no record", async () => {
    await deploy({ proxy: { provider: "none" }, accept, services: [{ kind: "postfix", serverName: "mail.example.org" }] });
    expect(inputsOf("cloudflare:index/dnsRecord:DnsRecord")).toEqual([]);
  });
});
