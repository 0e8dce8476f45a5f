import { readFileSync } from "node:fs";
import type { SiteConfig } from "../../components/site/site-config";
import { ipv6Of } from "../../localcloud/hosts/ipv6";
import { check } from "../support/check";
import { Droplet } from "../support/droplets";
import { cloudflare, makeZone, onHost, status, visit } from "../support/local-cloud";
import { localSite, programNamed, Stack } from "../support/program";
import { vendors } from "../support/vendors";

const name = "six";
const zone = "six.test";
const domain = `www.${zone}`;
const limit = 300_000;
const server = { ...vendors.hetzner.host, ipv4Enabled: false } as SiteConfig["host"];

/** A site whose hosts have no IPv4 address: a machine that is there already, and servers of a vendor. */
describe("a site on hosts that are reached by IPv6 alone", () => {
  const cloud = status();
  let droplet: Droplet;
  let own: string;
  let stack: Stack;
  let zoneId: string;

  beforeAll(async () => {
    [droplet, zoneId] = await Promise.all([Droplet.create(name, { ipv6: true }), makeZone(zone)]);
    own = ipv6Of(droplet.address);
    await droplet.run("cloud-init status --wait > /dev/null", own);
    // It has an IPv4 address in the local cloud, at which nothing may arrive.
    const chain = "add chain ip closed input { type filter hook input priority -20; }; add rule ip closed input iifname eth0 ct state new drop";
    onHost(own, `nft 'add table ip closed; ${chain}'`);
    stack = await Stack.create(name, programNamed(name));
  }, limit);
  afterAll(async () => {
    await stack.dispose();
    expect(onHost(own, "ls -d /opt/tlsup 2> /dev/null || true")).toBe("");
    await droplet.remove();
    const left = (await vendors.hetzner.names()).filter((each) => each.split(" ")[1]?.startsWith(`${name}-`));
    expect([left, await records()]).toEqual([[], []]);
  }, limit);

  const configure = (changes: Partial<SiteConfig>): Promise<void> =>
    stack.configure({
      site: localSite(domain, { host: { provider: "existing", address: own }, accept: ["origin-open"], ...changes }),
      hostSecrets: { privateKey: readFileSync(droplet.keyFile, "utf8") },
    });
  const records = async (): Promise<string[]> => {
    const found = [];
    for await (const { name: of, type, content, proxied } of cloudflare().dns.records.list({ zone_id: zoneId }))
      if (of === domain) found.push(`${proxied === true ? "proxied " : ""}${type} ${String(content)}`);
    return found.sort();
  };
  const statusBy = async (...args: readonly string[]): Promise<number> => (await visit(`https://${domain}/`, cloud, ...args)).status;
  const settled = async (): Promise<void> => {
    await stack.expect("preview", "--refresh", "--expect-no-changes");
    expect(await check(name, stack.program, stack.environment)).toEqual({ code: 0, findings: [] });
  };

  test(
    "has an AAAA record alone, by which the edge and a CA find a machine that is there already",
    async () => {
      const { directoryForHosts: directory } = cloud.acme;
      await configure({ certificate: { source: "certbot", challenge: "http-01", directory, root: { file: cloud.roots.acme } } });
      await stack.up();
      expect(await stack.chain()).toMatchObject({ address: own });
      expect(await records()).toEqual([`proxied AAAA ${own}`]);
      expect(await statusBy()).toBe(200);
      await settled();
    },
    limit,
  );

  test(
    "has a record for each host, of the address that the host has: a server without IPv4 beside it, which is closed to IPv4",
    async () => {
      await configure({ otherHosts: { blue: server } });
      await stack.up();
      const { otherHosts: [blue] = [] } = await stack.chain();
      expect(blue).toMatchObject({ host: "blue", address: expect.stringMatching(/^2001:db8:/) as string, sshPort: 22 });
      expect(blue).not.toHaveProperty("ipv6");
      const address = blue?.address ?? "";
      expect(await records()).toEqual([own, address].map((each) => `proxied AAAA ${each}`).sort());
      for (let count = 0; count < 4; count += 1) expect(await statusBy()).toBe(200);
      await settled();
      const [, ipv4 = ""] = /inet (\S+)\//.exec(onHost(address, "ip -4 address show dev eth0")) ?? [];
      const straight = ["--insecure", "--connect-timeout", "2", "--resolve"];
      await expect(visit(`https://${domain}/`, cloud, ...straight, `+${domain}:443:${ipv4}`)).rejects.toThrow();
    },
    limit,
  );

  test(
    "leads visitors straight to the machine without the edge, by an AAAA record",
    async () => {
      await configure({ proxy: { provider: "cloudflare", proxied: false }, accept: ["untrusted-by-browsers", "no-ipv4"] });
      await stack.up();
      expect(await records()).toEqual([`AAAA ${own}`]);
      expect(await statusBy("--insecure", "--resolve", `+${domain}:443:[${own}]`)).toBe(200);
    },
    limit,
  );
});
