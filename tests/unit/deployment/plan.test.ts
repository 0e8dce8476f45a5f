import { planRelease } from "../../../components/deployment/plan";
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
