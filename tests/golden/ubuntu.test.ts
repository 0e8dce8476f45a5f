import { planApplication, type Application } from "../../components/application/application";
import { planRelease } from "../../components/deployment/plan";
import type { Platform } from "../../components/host/common/platform";
import type { ServerSettings } from "../../components/server/servers";
import type { ServiceSettings } from "../../components/service/services";
import { expectGolden } from "../support/golden";

const site = "blog.example.com";
const servers: readonly [ServerSettings, Application][] = [
  ...(["nginx", "caddy", "apache", "haproxy"] as const).map((kind): [ServerSettings, Application] => [{ kind }, { kind: "demo" }]),
  [{ kind: "gunicorn" }, { kind: "wsgi", directory: "app", callable: "app:application" }],
];
const services: readonly ServiceSettings[] = (["postfix", "dovecot", "vsftpd", "postgresql", "mariadb", "redis"] as const).map((kind) => ({ kind }));

type Kind = readonly [server: ServerSettings | undefined, application: Application | undefined, added: readonly ServiceSettings[]];

/** A line for each thing that a release needs and changes on a host, and for each line of its files. */
function lines(release: Platform["release"], [server, application, added]: Kind): string[] {
  const [platform, asset] = [{ release }, (name: string) => `# ${name}\n`];
  const folder = { tree: { source: "app", digest: "d", parts: {} } };
  const planned = application && planApplication(application, { site, platform, isRunByServer: server?.kind === "gunicorn", asset, folder });
  const common = { site, domain: site, platform, services: added, edgeRanges: ["198.51.100.0/24"], asset };
  const plan = planRelease({ ...common, ...(server && { server }), application: planned });
  return [
    ...plan.packages.map((relation) => `package ${relation}`),
    ...Object.keys(plan.links).map((path) => `links ${path}`),
    ...plan.services.map(({ unit, action }) => `${action}s ${unit}`),
    ...plan.checks.map((command) => `checks ${command.join(" ")}`),
    ...Object.entries(plan.files).flatMap(([path, text]) => text.split("\n").map((line) => `${path}: ${line}`)),
  ];
}

test("what is written for Ubuntu 24.04 and not for Debian 12, and the other way around", () => {
  const kinds = [
    ...servers.map(([server, application]): [string, Kind] => [server.kind, [server, application, []]]),
    ...services.map((service): [string, Kind] => [service.kind, [undefined, undefined, [service]]]),
  ];
  const text = kinds.flatMap(([name, kind]) => {
    const [debian, ubuntu] = [lines("debian-12", kind), lines("ubuntu-24.04", kind)];
    const without = (some: readonly string[], others: readonly string[]): string[] => some.filter((line) => !others.includes(line));
    return [name, ...without(debian, ubuntu).map((line) => `- ${line}`), ...without(ubuntu, debian).map((line) => `+ ${line}`)];
  });
  expectGolden("ubuntu-24.04.txt", `${text.join("\n")}\n`);
});
