import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SiteConfig } from "../../components/site/site-config";
import { ipv6Of } from "../../localcloud/hosts/ipv6";
import { check } from "../support/check";
import { mariadb, psql, query, redisCli } from "../support/database-clients";
import { Droplet } from "../support/droplets";
import { cloudflare, makeZone, onHost, status, visit } from "../support/local-cloud";
import { localSite, programNamed, Stack } from "../support/program";
import { PythonApplication } from "../support/python-application";
import { doors, services, userSetUp } from "../support/service-host";
import { pythonClients, servedBy } from "../support/tls-clients";
import { inTurn } from "../support/turns";
import { vendors } from "../support/vendors";

const name = "six";
const zone = "six.test";
const domain = `www.${zone}`;
const serverName = `mail.${zone}`;
const limit = 300_000;
const server = { ...vendors.hetzner.host, ipv4Enabled: false } as SiteConfig["host"];

/** A site whose hosts have no IPv4 address: a machine that is there already, and servers of a vendor. */
describe("a site on hosts that are reached by IPv6 alone", () => {
  const cloud = status();
  const python = new PythonApplication();
  let droplet: Droplet;
  let hasServices: Promise<unknown>;
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
    hasServices = droplet.run(userSetUp, own);
    stack = await Stack.create(name, programNamed(name));
  }, limit);
  afterAll(async () => {
    await stack.dispose();
    expect(onHost(own, "ls -d /opt/tlsup 2> /dev/null || true")).toBe("");
    await droplet.remove();
    python.remove();
    const left = (await vendors.hetzner.names()).filter((each) => each.split(" ")[1]?.startsWith(`${name}-`));
    expect([left, await records(), await records(serverName)]).toEqual([[], [], []]);
  }, limit);

  const configure = (changes: Partial<SiteConfig>): Promise<void> =>
    stack.configure({
      site: localSite(domain, { host: { provider: "existing", address: own }, accept: ["origin-open"], ...changes }),
      hostSecrets: { privateKey: readFileSync(droplet.keyFile, "utf8") },
    });
  const records = async (wanted = domain): Promise<string[]> => {
    const found = [];
    for await (const { name: of, type, content, proxied } of cloudflare().dns.records.list({ zone_id: zoneId }))
      if (of === wanted) found.push(`${proxied === true ? "proxied " : ""}${type} ${String(content)}`);
    return found.sort();
  };
  const byHttp = { source: "certbot", challenge: "http-01", directory: cloud.acme.directoryForHosts, root: { file: cloud.roots.acme } } as const;
  const straight = (port = 443): string[] => ["--insecure", "--resolve", `+${domain}:${String(port)}:[${own}]`];
  const statusBy = async (...args: readonly string[]): Promise<number> => (await visit(`https://${domain}/`, cloud, ...args)).status;
  const settled = async (): Promise<void> => {
    await stack.expect("preview", "--refresh", "--expect-no-changes");
    expect(await check(name, stack.program, stack.environment)).toEqual({ code: 0, findings: [] });
  };

  test(
    "has an AAAA record alone, by which the edge and a CA find a machine that is there already",
    async () => {
      await configure({ certificate: byHttp });
      await stack.up();
      expect(await stack.chain()).toMatchObject({ address: own });
      expect(await records()).toEqual([`proxied AAAA ${own}`]);
      expect(await statusBy()).toBe(200);
      await settled();
    },
    limit,
  );

  test.each(inTurn(["caddy", "apache", "haproxy", "gunicorn"] as const))(
    "is served there by %s, which answers a CA, admits the edge alone when it is locked down, and believes what that says of a visitor",
    async (kind) => {
      const application = { ...python.settings("1.0"), environment: { LEVEL: "info", PASSWORD: "none" } };
      await configure({ certificate: byHttp, server: { kind }, lockdown: true, ...(kind === "gunicorn" && { application }) });
      await stack.up();
      expect((await visit(`https://${domain}/`, cloud)).body).toContain("127.0.0.1");
      await expect(statusBy(...straight())).rejects.toThrow(/curl: \((35|55|56)\)/);
      const token = "/.well-known/acme-challenge/token";
      onHost(own, `install -D --mode=0644 <(echo found) /var/lib/tlsup/acme${token}`);
      expect((await visit(`http://${domain}${token}`, cloud, ...straight(80))).body).toBe("found\n");
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

  describe("with services, whose name leads there as well", () => {
    const withServices = (): Promise<void> =>
      configure({
        services: services.map((service) => ({ ...service, serverName, ...("from" in service && { from: ["2001:db8::/32"] }) })),
        accept: ["origin-open", "no-ipv4", "origin-address-shown", "untrusted-by-clients"],
      });

    test(
      "goes back when one of them listens on IPv4 alone",
      async () => {
        await hasServices;
        await droplet.run("postconf -e inet_protocols=ipv4", own);
        await withServices();
        const { code, output } = await stack.run("up", "--yes", "--skip-preview");
        expect(code).not.toBe(0);
        expect(output).toContain(`nothing serves TLS for ${serverName} on port 25 of ${own}, for 20 seconds. It was rolled back`);
        expect(await records(serverName)).toEqual([]);
      },
      limit,
    );

    test(
      "has them proven there, and their clients verify chain and name: mail is sent and read, files are kept, databases answer",
      async () => {
        await droplet.run("postconf -e inet_protocols=all", own);
        await stack.up();
        expect(await records(serverName)).toEqual([`AAAA ${own}`]);
        const server = { name: serverName, address: own, roots: join(python.folder, "root.pem") };
        writeFileSync(server.roots, onHost(own, `cat /opt/tlsup/${domain}/current/tls/fullchain.pem`));
        const { servedSha256 } = await stack.chain();
        const open = doors.filter(([, port]) => port !== 443);
        const served = await Promise.all(open.map(([protocol, port]) => servedBy({ ...server, address: `[${own}]` }, protocol, port)));
        expect(served).toEqual(open.map(() => servedSha256));
        expect(await pythonClients(server)).toMatchObject({ "smtp 25": {}, imaps: "OK", pop3s: "+OK Logging out.", ftp: "kept", ftps: "kept" });
        expect(await query(psql, server, "select version from pg_stat_ssl where pid = pg_backend_pid();")).toBe("TLSv1.3");
        expect(await query(mariadb, server, "select 1;")).toBe("1");
        expect(await query(redisCli, server, "ping")).toBe("PONG");
        await settled();
      },
      limit,
    );
  });

  test(
    "leads visitors straight to the machine without the edge, by an AAAA record",
    async () => {
      await configure({ proxy: { provider: "cloudflare", proxied: false }, accept: ["untrusted-by-browsers", "no-ipv4"] });
      await stack.up();
      expect(await records()).toEqual([`AAAA ${own}`]);
      expect(await statusBy(...straight())).toBe(200);
    },
    limit,
  );
});
