import { planApplication } from "../../../../components/application/application";
import { planRelease } from "../../../../components/deployment/plan";
import { releases, type Platform } from "../../../../components/host/common/platform";
import { removeCommand } from "../../../../components/release/agent/activation";
import { releaseFaults } from "../../../../components/release/common/release-faults";
import { siteFolder, type Release } from "../../../../components/release/common/release";
import { release } from "../../../support/site";

const paths = ["../x", "a/../../x", "/etc/passwd", "a//b", "./a", "a/.", "", "a\tb", "a\nb", "a\\b", ".tlsup/activate", "a\u0000b"];

test.each<[part: string, changes: Partial<Record<keyof Release, unknown>>]>([
  ...["../../srv", "", ".", "..", "a/b", "a..b", "A", "a b", "a;b", "-a", `${"a".repeat(254)}`].map((site) => ["site", { site }] as [string, object]),
  ["domain", { domain: "blog.example.com; id" }],
  ...["-y", "nginx; id", "nginx (>= 1) x", "../x"].map((name) => ["packages", { packages: [name] }] as [string, object]),
  ...paths.map((path) => ["files", { files: { [path]: "" } }] as [string, object]),
  ...paths.map((path) => ["secrets", { secrets: { [path]: "canary" } }] as [string, object]),
  ["secrets", { secrets: { a: { canary: 1 } } }],
  ...paths.map((path) => ["trees", { trees: { [path]: { source: "x", digest: "ab".repeat(32), parts: {} } } }] as [string, object]),
  ["trees", { trees: { a: { source: "x", digest: "../../x", parts: {} } } }],
  ...["/etc/../root/x", "/etc/", "/usr/local/bin/x", "etc/x", "/etc/a\nb", "/etc/a\tb"].map(
    (path) => ["links", { links: { [path]: "nginx/site.conf" } }] as [string, object],
  ),
  ...paths.map((path) => ["links", { links: { "/etc/x": path } }] as [string, object]),
  ["takeovers", { takeovers: ["/etc/passwd"] }],
  ...["nginx", "../nginx.service", "nginx.service; id", "-H.service", "a/b.service", "a..service"].map(
    (unit) => ["services", { services: [{ unit, action: "reload" }] }] as [string, object],
  ),
  ["services", { services: [{ unit: "nginx.service", action: "stop" }] }],
  ["services", { services: [{ unit: "nginx.service", action: "reload", when: "../x" }] }],
  ["services", { services: [{ unit: "nginx.service", action: "reload-workers", lingering: "nginx\tworker" }] }],
  ["certificate", { certificate: { source: "release", sha256: "x" } }],
  ...["/srv", "/etc/letsencrypt/live/../../shadow", "/etc/letsencrypt/live/a/b", "/etc/letsencrypt/live/"].map(
    (folder) => ["certificate", { certificate: { source: "lineage", folder } }] as [string, object],
  ),
  ...paths.map((path) => ["certificateFiles", { certificateFiles: [{ path, parts: ["fullChain"], owner: "root" }] }] as [string, object]),
  ["certificateFiles", { certificateFiles: [{ path: "a", parts: ["fullChain"], owner: "root; id" }] }],
  ["ports", { ports: [{ port: 0, unit: "a.service" }] }],
  ["ports", { ports: [{ port: 443, unit: "a; id" }] }],
  [
    "ports",
    {
      ports: [
        { port: 443, unit: "a.service" },
        { port: 443, unit: "b.service" },
      ],
    },
  ],
  ["names", { names: ["../x"] }],
  ["checks", { checks: [[]] }],
  ["checks", { checks: [["a\u0000"]] }],
  ["preparation", { preparation: [[]] }],
  ...[0, 65536, "443; id"].map((port) => ["probes", { probes: [{ protocol: "tls", serverName: "blog.example.com", port }] }] as [string, object]),
  ["probes", { probes: [{ protocol: "https", serverName: "a b", port: 443, healthPath: "/" }] }],
  ["probes", { probes: [{ protocol: "https", serverName: "blog.example.com", port: 443, healthPath: "/a\tb" }] }],
])("a release is refused for its %s: %j", (part, changes) => {
  const faults = releaseFaults({ ...release, ...changes } as Release);
  expect(faults.filter(({ path }) => path.startsWith(`release.${part}`))).not.toEqual([]);
  expect(JSON.stringify(faults)).not.toContain("canary");
});

test("a release may hold the lowest port and the highest, each by one unit", () => {
  const ports = [
    { port: 1, unit: "a.service" },
    { port: 65535, unit: "b.socket" },
    { port: 443, unit: "c.timer" },
  ];
  const probes = [1, 65535].map((port) => ({ protocol: "tls", serverName: "blog.example.com", port }) as const);
  expect(releaseFaults({ ...release, ports, probes })).toEqual([]);
  const problems = (held: Release["ports"]): string[] => releaseFaults({ ...release, ports: held }).map(({ path, problem }) => `${path} ${problem}`);
  expect(problems([{ port: 65536, unit: "a.service" }])).toEqual(["release.ports.0.port must be at most 65535: current value is 65536"]);
  expect(problems([...ports, { port: 443, unit: "d.service" }, { port: 1, unit: "e.service" }])).toEqual([
    "release.ports must be held by one unit each: 443 is held by d.service and another one",
    "release.ports must be held by one unit each: 1 is held by e.service and another one",
  ]);
});

test("a command may be one word", () => {
  expect(releaseFaults({ ...release, checks: [["true"]], preparation: [["true"]] })).toEqual([]);
});

test("a file's owner has the name of a user, of at most 32 characters", () => {
  const faults = (owner: string) => releaseFaults({ ...release, certificateFiles: [{ path: "a", parts: ["fullChain"], owner }] });
  expect(["root", "_apt", "www-data", `a${"b".repeat(31)}`].flatMap(faults)).toEqual([]);
  expect(["", "-a", "1a", "A", "a.b", `a${"b".repeat(32)}`].filter((owner) => faults(owner).length === 0)).toEqual([]);
});

test("a release that is right has no fault, however large its files are", () => {
  expect(releaseFaults(release)).toEqual([]);
  expect(releaseFaults({ ...release, files: { ...release.files, large: "x".repeat(2_000_000) } })).toEqual([]);
});

const context = { site: "blog.production.shop", domain: "blog.example.com", edgeRanges: ["198.51.100.0/24"], asset: () => "" };
const rest = { secrets: {}, certificate: { source: "lineage", folder: "/etc/letsencrypt/live/blog.example.com" } } as const;

test.each(
  releases.flatMap((release) => [
    ...(["nginx", "caddy", "apache", "haproxy"] as const).map(
      (kind) =>
        [kind, planRelease({ ...context, platform: { release }, server: { kind, upstream: "http://127.0.0.1:8000" }, application: undefined })] as const,
    ),
    ...(["demo", "wsgi"] as const).map(
      (kind) =>
        [
          `gunicorn with ${kind}`,
          planRelease({ ...context, platform: { release }, server: { kind: "gunicorn" }, application: planned(kind, release, true) }),
        ] as const,
    ),
    ...(["demo", "wsgi", "static"] as const).map(
      (kind) =>
        [
          `nginx with ${kind}`,
          planRelease({ ...context, platform: { release }, server: { kind: "nginx" }, application: planned(kind, release, false) }),
        ] as const,
    ),
    ...(["postfix", "dovecot", "vsftpd", "postgresql", "mariadb", "redis"] as const).map(
      (kind) => [kind, planRelease({ ...context, platform: { release }, services: [{ kind }], application: undefined })] as const,
    ),
  ]),
)("what is planned for %s has no fault", (_kind, plan) => {
  expect(releaseFaults({ ...plan, ...rest })).toEqual([]);
});

function planned(kind: "demo" | "wsgi" | "static", release: Platform["release"], isRunByServer: boolean) {
  const application = {
    demo: { kind: "demo" },
    wsgi: { kind: "wsgi", directory: "app", callable: "app:application" },
    static: { kind: "static", directory: "site" },
  } as const;
  return planApplication(application[kind], {
    site: context.site,
    platform: { release },
    isRunByServer,
    asset: () => "",
    folder: { tree: { source: "app", digest: "ab".repeat(32), parts: {} } },
  });
}

test("no command is made for a site whose folder would be elsewhere", () => {
  expect(() => siteFolder("../../srv")).toThrow(
    'Cannot name a folder on the host as it must consist of letters, digits, dots, _ and -: current value is "../../srv"',
  );
  expect(() => removeCommand({ site: "../../srv", domain: "blog.example.com", aliases: {} }, "me@here")).toThrow("Cannot name a folder on the host");
  expect(siteFolder("blog.production.shop")).toBe("/opt/tlsup/blog.production.shop");
});
