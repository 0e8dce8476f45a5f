import type { SiteConfig } from "../../components/site/site-config";
import { check } from "../support/check";
import { cloudflare, makeZone, onHost, status, visit, type Status } from "../support/local-cloud";
import { PythonApplication } from "../support/python-application";
import { localSite, programNamed, Stack } from "../support/program";
import { vendors } from "../support/vendors";
import { watchVisits } from "../support/visits";

const name = "dual";
const zone = "dual.test";
const domain = `www.${zone}`;
const alias = `blog.${zone}`;
const limit = 300_000;
const { host, machine } = vendors.digitalocean;

/** A site whose host gets an IPv6 address and loses it, while a visitor comes every 50 ms through the edge. */
describe("a site that is reached by IPv6 as well", () => {
  let stack: Stack;
  let zoneId: string;
  let cloud: Status;
  let at: { readonly address: string; readonly ipv6?: string };
  let machines: unknown;

  beforeAll(async () => {
    cloud = status();
    zoneId = await makeZone(zone);
    stack = await Stack.create(name, programNamed(name));
    await configure(false);
    await stack.up();
    machines = await ids();
    at = await stack.chain();
  }, limit);
  afterAll(async () => {
    await stack.dispose();
    expect([await records(), await records(false)]).toEqual([[], []]);
  }, limit);

  const configure = (dualStack: boolean, changes: Partial<SiteConfig> = {}): Promise<void> =>
    stack.configure({ site: localSite(domain, { host: { ...host, dualStack }, aliases: [{ name: alias, redirect: false }], ...changes }) });
  const ids = async (): Promise<unknown[]> => (await stack.resources(machine)).map(({ id }) => id);
  const records = async (areProxied = true): Promise<string[]> => {
    const found = [];
    for await (const { name: of, type, content, proxied } of cloudflare().dns.records.list({ zone_id: zoneId }))
      if (proxied === areProxied) found.push(`${of} ${type} ${String(content)}`);
    return found.sort();
  };
  const all = (): string[] => [alias, domain].flatMap((of) => [`${of} A ${at.address}`, `${of} AAAA ${at.ipv6 ?? ""}`]);
  const undisturbed = async (action: () => Promise<unknown>): Promise<void> => {
    expect([...(await watchVisits(domain, cloud, 50, action)).keys()]).toEqual([200]);
    expect(await ids()).toEqual(machines);
  };
  /** Has the host refuse connections to port 443 by one version of IP while `action` runs. */
  const without = async (family: "ip" | "ip6", action: () => Promise<unknown>): Promise<void> => {
    const chain = "add chain FAMILY closed input { type filter hook input priority -20; }; add rule FAMILY closed input tcp dport 443 reject with tcp reset";
    onHost(at.address, `nft 'add table ${family} closed; ${chain.replaceAll("FAMILY", family)}'`);
    await action();
    onHost(at.address, `nft delete table ${family} closed`);
  };
  const seenBy = async (...args: readonly string[]): Promise<string> => (await visit(`https://${domain}/`, cloud, ...args)).body;

  test(
    "is as it was, and has no AAAA record, when its host does not answer by IPv6",
    async () => {
      await configure(true);
      await without("ip6", () =>
        undisturbed(async () => {
          const { code, output } = await stack.run("up", "--yes", "--skip-preview");
          expect(code).not.toBe(0);
          expect(output).toMatch(new RegExp(`nothing serves TLS for ${domain} on port 443 of 2001:db8:\\S+, for 20 seconds. It was rolled back`));
        }),
      );
      expect(await records()).toEqual([`${alias} A ${at.address}`, `${domain} A ${at.address}`]);
    },
    limit,
  );

  test(
    "gets an AAAA record for each name once it is proven, on the same machine, and no visitor fails",
    async () => {
      await undisturbed(() => stack.up());
      at = await stack.chain();
      expect(at.ipv6).toMatch(/^2001:db8:/);
      expect(await records()).toEqual(all());
      await stack.expect("preview", "--refresh", "--expect-no-changes");
      expect(await check(name, stack.program, stack.environment)).toEqual({ code: 0, findings: [] });
    },
    limit,
  );

  test("serves the edge by both, believes what the edge says of a visitor by both, and the edge tries the other where one refuses", async () => {
    const claim = ["--header", "CF-Connecting-IP: 192.0.2.77", "--insecure", "--resolve"];
    for (const address of [at.address, `[${at.ipv6 ?? ""}]`]) expect(await seenBy(...claim, `+${domain}:443:${address}`)).toContain("192.0.2.77");
    for (const family of ["ip", "ip6"] as const)
      await without(family, async () => {
        for (let count = 0; count < 4; count += 1) expect((await visit(`https://${domain}/`, cloud)).status).toBe(200);
      });
  });

  test(
    "is renewed by its host although that has lost the address, which no push may",
    async () => {
      const [change, home] = [`${at.ipv6 ?? ""}/48 dev eth0`, `$(readlink --canonicalize /opt/tlsup/${domain})`];
      onHost(at.address, `ip address del ${change}`);
      expect(onHost(at.address, `bash ${home}/current/.tlsup/activate renew ${home}`)).toMatch(/^proven\t[0-9a-f]{64}$/m);
      onHost(at.address, `ip address add ${change} nodad`);
      await stack.expect("preview", "--refresh", "--expect-no-changes");
    },
    limit,
  );

  test(
    "loses its AAAA records again, and no visitor fails",
    async () => {
      await configure(false);
      await undisturbed(() => stack.up());
      expect(await records()).toEqual([`${alias} A ${at.address}`, `${domain} A ${at.address}`]);
      await stack.expect("preview", "--expect-no-changes");
    },
    limit,
  );

  test(
    "is served at both addresses by gunicorn as well, which believes what the edge says by both",
    async () => {
      const python = new PythonApplication();
      await configure(true, { server: { kind: "gunicorn" }, application: { ...python.settings("1.0"), environment: { LEVEL: "info", PASSWORD: "none" } } });
      await stack.up();
      at = await stack.chain();
      const claim = ["--header", "CF-Connecting-IP: 192.0.2.77", "--insecure", "--resolve"];
      for (const address of [at.address, `[${at.ipv6 ?? ""}]`]) expect(await seenBy(...claim, `+${domain}:443:${address}`)).toContain("192.0.2.77");
      python.remove();
    },
    limit,
  );

  // The last, as visitors who are led to the edge again are waited for.
  test(
    "leads visitors straight to both of the host's addresses without the edge, where each finds the site",
    async () => {
      await configure(true, { proxy: { provider: "cloudflare", proxied: false }, accept: ["untrusted-by-browsers"] });
      await stack.up();
      at = await stack.chain();
      expect([await records(), await records(false)]).toEqual([[], all()]);
      for (const address of [at.address, `[${at.ipv6 ?? ""}]`])
        expect((await visit(`https://${domain}/`, cloud, "--insecure", "--resolve", `+${domain}:443:${address}`)).status).toBe(200);
      // Both addresses are the host's, and answer. That browsers do not trust a self-signed certificate is accepted.
      const { code, findings } = await check(name, stack.program, stack.environment);
      expect({ code, findings }).toEqual({ code: 0, findings: [] });
    },
    limit,
  );
});
