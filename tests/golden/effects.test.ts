import { planApplication, type Application } from "../../components/application/application";
import { asset } from "../../components/shared/execution/asset";
import { planRelease } from "../../components/deployment/plan";
import type { Platform } from "../../components/host/common/platform";
import { dataFault, releaseEffects, type Placed } from "../../components/release/effects/effects";
import type { ServerSettings } from "../../components/server/servers";
import type { ServiceSettings } from "../../components/service/services";
import { expectGolden } from "../support/golden";

interface Settings {
  readonly server?: ServerSettings;
  readonly services?: readonly ServiceSettings[];
  readonly application?: Application;
  readonly release?: Platform["release"];
  readonly certificate?: string;
  readonly machine?: string;
}

/** A release as it is planned from settings, on a machine. */
function placed({ server = { kind: "nginx" }, services = [], application, release = "debian-12", certificate = "a", machine = "412345678" }: Settings): Placed {
  const [site, platform] = ["blog.example.com", { release }] as const;
  const tree = { source: "app", digest: "d", parts: {} };
  const planned = application && planApplication(application, { site, platform, isRunByServer: server.kind === "gunicorn", asset, folder: { tree } });
  const plan = planRelease({ site, domain: site, platform, server, services, application: planned, edgeRanges: [], asset });
  const sha256 = certificate.repeat(64);
  const files = { ...plan.files, "tls/fullchain.pem": certificate };
  return { ...plan, files, secrets: { "tls/privkey.pem": certificate }, certificate: { source: "release", sha256 }, machine };
}

const upstream = "http://127.0.0.1:8000";
const nginx: Settings = { server: { kind: "nginx", upstream } };
const demo: Settings = { application: { kind: "demo" } };
const wsgi: Settings = { application: { kind: "wsgi", directory: "app", callable: "app:application" } };
const services: readonly ServiceSettings[] = [
  { kind: "postfix" },
  { kind: "dovecot" },
  { kind: "vsftpd" },
  { kind: "postgresql" },
  { kind: "mariadb" },
  { kind: "redis" },
];

const changes: Readonly<Record<string, readonly [Settings, Settings]>> = {
  "nothing that a unit takes up": [nginx, nginx],
  "another upstream": [nginx, { server: { kind: "nginx", upstream: "http://127.0.0.1:9000" } }],
  "another certificate, for nginx and every service": [
    { ...nginx, services },
    { ...nginx, services, certificate: "b" },
  ],
  "another variable of the demo application": [demo, { application: { kind: "demo", environment: { GREETING: "hello" } } }],
  "another variable of an application in Python": [wsgi, { application: { ...wsgi.application, environment: { GREETING: "hello" } } as Application }],
  "another server": [nginx, { server: { kind: "caddy", upstream } }],
  "a database beside the site, which others may reach": [nginx, { ...nginx, services: [{ kind: "postgresql", from: ["203.0.113.0/24"] }] }],
  "a database that others may reach from now on": [
    { ...nginx, services: [{ kind: "postgresql" }] },
    { ...nginx, services: [{ kind: "postgresql", from: ["203.0.113.0/24"] }] },
  ],
  "no database any more": [{ ...nginx, services: [{ kind: "postgresql" }] }, nginx],
  "another machine, with nothing on it": [nginx, { ...nginx, machine: "5" }],
  "another machine, with mail and a database on it": [
    { ...nginx, services },
    { ...nginx, services, machine: "5" },
  ],
  "another machine, with an application's state on it": [wsgi, { ...wsgi, machine: "5" }],
};

test("what becomes of a host by each change, in words", () => {
  const told = Object.entries(changes).map(([title, [before, after]]) => {
    const [from, to] = [placed(before), placed(after)];
    const fault = dataFault(from, to);
    const lines = fault === undefined ? releaseEffects(to, from) : [`error: leaveDataOn ${fault}`];
    return `${title}\n${lines.map((line) => `    ${line}\n`).join("")}`;
  });
  expectGolden("effects.txt", told.join("\n"));
});
