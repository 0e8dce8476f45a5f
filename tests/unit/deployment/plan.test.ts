import { planRelease, probesOn } from "../../../components/deployment/plan";
import { claimFaults } from "../../../components/release/common/host-claims";
import type { ServiceSettings } from "../../../components/service/services";
import type { ServerSettings } from "../../../components/server/servers";

const context = {
  site: "blog.example.com",
  domain: "blog.example.com",
  platform: { release: "debian-12" },
  application: undefined,
  edgeRanges: [],
  asset: () => "",
} as const;
const upstream = "http://127.0.0.1:8000";
const servers: readonly ServerSettings[] = [
  { kind: "nginx", upstream },
  { kind: "caddy", upstream },
  { kind: "apache", upstream },
  { kind: "haproxy", upstream },
];
const services: readonly ServiceSettings[] = [
  { kind: "postfix" },
  { kind: "dovecot" },
  { kind: "vsftpd" },
  { kind: "postgresql" },
  { kind: "mariadb" },
  { kind: "redis" },
];

test("every host installs security updates by itself, whatever it serves", () => {
  for (const server of servers) expect(planRelease({ ...context, server }).packages).toContain("unattended-upgrades");
  for (const service of services) expect(planRelease({ ...context, services: [service] }).packages).toContain("unattended-upgrades");
});

test("two sites of one nginx have the same TLS protocols, which by default are those of intermediate; Apache's may differ", () => {
  const faults = (kind: "nginx" | "apache", ...levels: readonly object[]): string[] => {
    const [one, two] = levels.map((level, index) =>
      planRelease({ ...context, site: `${index}`, domain: `${index}.test`, server: { kind, upstream, ...level } }),
    );
    return two && one ? claimFaults(two, [one], "blog").map(({ path }) => path) : [];
  };
  expect(faults("nginx", {}, { tls: "modern" })).toEqual(["blog.server.tls"]);
  expect(faults("nginx", {}, { tls: "intermediate" })).toEqual([]);
  expect(faults("apache", {}, { tls: "modern" })).toEqual([]);
});

test("the ports that the firewall opens must be reached from elsewhere, and no others", () => {
  const open = (own: ServiceSettings): number[] =>
    planRelease({ ...context, server: servers[0]!, services: [own] })
      .ports.filter(({ demand }) => demand === "open")
      .map(({ port }) => port);
  const from = ["203.0.113.0/24"];
  expect([...services, { kind: "postgresql", from } as const, { kind: "redis", from } as const].map(open)).toEqual([
    [25, 465, 587],
    [993],
    [21, 990],
    [],
    [],
    [],
    [5432],
    [6380],
  ]);
});

describe("a host with an IPv6 address", () => {
  const [nginx] = servers;
  const at = (host: string, own: readonly ServiceSettings[], ipv6: string | undefined = "2001:db8::7"): string[] => {
    const plan = planRelease({ ...context, ...(nginx && { server: nginx }), aliases: [{ name: "www.example.com" }], services: own });
    const probes = probesOn(plan, host, ipv6);
    expect(probes.slice(0, plan.probes.length)).toEqual(plan.probes);
    return probes.slice(plan.probes.length).map(({ serverName, port, address }) => `${serverName} ${String(port)} ${address ?? ""}`);
  };
  const site = ["blog.example.com 443 2001:db8::7", "www.example.com 443 2001:db8::7"];
  const own = (kind: "postgresql" | "redis", settings: object): ServiceSettings => ({ kind, ...settings });
  const database = own("postgresql", { from: ["2001:db8:9::/48"], serverName: "db.example.com" });

  test("alone is proven there by every name that leads there: the site's, and those of services that clients elsewhere reach", () => {
    expect(at("2001:db8::7", [{ kind: "vsftpd", serverName: "files.example.com", implicit: false }, database, own("redis", {})])).toEqual([
      ...site,
      "files.example.com 21 2001:db8::7",
      "db.example.com 5432 2001:db8::7",
    ]);
  });

  test("beside an IPv4 address is proven there by the site's names, as those of services have no AAAA record", () => {
    expect(at("198.51.100.7", [database])).toEqual(site);
    expect(at("198.51.100.7", [{ kind: "vsftpd", serverName: "www.example.com" }, own("redis", { from: ["::/0"] })])).toEqual([
      ...site,
      "www.example.com 21 2001:db8::7",
      "www.example.com 990 2001:db8::7",
      "blog.example.com 6380 2001:db8::7",
    ]);
  });

  test("that is not given is proven where it has always been", () => {
    const plan = planRelease({ ...context, services });
    expect(probesOn(plan, "198.51.100.7", undefined)).toBe(plan.probes);
  });
});
