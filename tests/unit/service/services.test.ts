import { planRelease } from "../../../components/deployment/plan";
import { planService, servicePorts, servicesSchema, type ServiceSettings } from "../../../components/service/services";
import type { ServiceContext } from "../../../components/service/common/tls-service";
import { faultsOf } from "../../../components/shared/validation";

const context: ServiceContext = { site: "blog.example.com", domain: "blog.example.com", platform: { release: "debian-12" } };
const debian13: ServiceContext = { ...context, platform: { release: "debian-13" } };
const all: readonly ServiceSettings[] = [
  { kind: "postfix" },
  { kind: "dovecot" },
  { kind: "vsftpd" },
  { kind: "postgresql" },
  { kind: "mariadb" },
  { kind: "redis" },
];
const textOf = (settings: ServiceSettings, at = context): string => Object.values(planService(settings, at).files).join("\n");

describe("a service", () => {
  test.each(all)("$kind takes key and chain from the release in force, whichever that is", (settings) => {
    expect(textOf(settings)).toContain("/opt/tlsup/blog.example.com/current/");
    expect(textOf(settings)).not.toContain("/releases/");
  });

  test.each(all)("$kind serves one site, as it has one certificate for a port", (settings) => {
    expect(planService(settings, context).services.filter(({ shared }) => shared)).toEqual([]);
  });

  test.each(all)("$kind follows a new certificate without being told by name", (settings) => {
    const { services, probes } = planService(settings, context);
    expect(services.some(({ when }) => when === "tls")).toBe(true);
    expect(probes.length).toBeGreaterThan(0);
  });

  test.each<[ServiceSettings["kind"], unit: string, listening: number[], probed: [protocol: string, port: number][]]>([
    [
      "postfix",
      "postfix@-.service",
      [25, 465, 587],
      [
        ["smtp", 25],
        ["tls", 465],
        ["smtp", 587],
      ],
    ],
    [
      "dovecot",
      "dovecot.service",
      [110, 143, 993, 995],
      [
        ["tls", 993],
        ["tls", 995],
      ],
    ],
    ["postgresql", "postgresql@15-main.service", [5432], [["postgres", 5432]]],
    ["mariadb", "mariadb.service", [3306], [["mysql", 3306]]],
    ["redis", "redis-server.service", [6380], [["tls", 6380]]],
  ])("%s is held to be %s on the ports that it listens on, and is proven on those that are meant for clients", (kind, unit, listening, probed) => {
    const { ports, probes } = planService({ kind }, context);
    expect(ports.map(({ port, unit: holder }) => ({ port, unit: holder }))).toEqual(listening.map((port) => ({ port, unit })));
    expect(probes.map(({ protocol, port }) => [protocol, port])).toEqual(probed);
  });

  test("Dovecot is proven with STARTTLS as well where that is open to clients", () => {
    const { probes } = planService({ kind: "dovecot", startTls: true }, context);
    expect(probes.map(({ protocol, port }) => [protocol, port])).toEqual([
      ["tls", 993],
      ["tls", 995],
      ["imap", 143],
      ["pop3", 110],
    ]);
  });

  test("Dovecot's own configuration says whether there is POP3, and port 143 without `startTls`; no other service may leave a port out", () => {
    const leftOut = (settings: ServiceSettings): number[] =>
      planService(settings, context)
        .ports.filter(({ demand }) => demand === "none")
        .map(({ port }) => port);
    expect(leftOut({ kind: "dovecot" })).toEqual([110, 143, 995]);
    expect(leftOut({ kind: "dovecot", startTls: true })).toEqual([110, 995]);
    for (const settings of all) if (settings.kind !== "dovecot") expect(leftOut(settings)).toEqual([]);
  });

  test("vsftpd takes anonymous users by TLS alone as well, if its owner admits them", () => {
    expect(textOf({ kind: "vsftpd" })).toContain("force_anon_logins_ssl=YES\nforce_anon_data_ssl=YES\n");
  });

  test("vsftpd's implicit port is a unit of its own, and nothing of it is there where it is not wanted", () => {
    const implicitUnit = "tlsup-ftps-blog.example.com.service";
    const both = planService({ kind: "vsftpd" }, context);
    expect(both.ports).toEqual([
      { port: 21, unit: "vsftpd.service" },
      { port: 990, unit: implicitUnit },
    ]);
    expect(both.probes.map(({ protocol, port }) => [protocol, port])).toEqual([
      ["ftp", 21],
      ["tls", 990],
    ]);
    expect([...new Set(both.services.map(({ unit }) => unit))]).toEqual(["vsftpd.service", implicitUnit]);
    expect([both.preparation, both.checks].map((commands) => commands?.length)).toEqual([3, 2]);
    expect(Object.keys(both.links).filter((path) => path.endsWith(implicitUnit))).toHaveLength(2);
    const explicit = planService({ kind: "vsftpd", implicit: false }, context);
    expect(explicit.ports).toEqual([{ port: 21, unit: "vsftpd.service" }]);
    expect(explicit.probes.map(({ port }) => port)).toEqual([21]);
    expect([...new Set(explicit.services.map(({ unit }) => unit))]).toEqual(["vsftpd.service"]);
    expect([explicit.preparation, explicit.checks].map((commands) => commands?.length)).toEqual([2, 1]);
    expect(JSON.stringify([explicit.links, Object.keys(explicit.files)])).not.toMatch(/implicit|ftps/);
  });

  test.each(all)("$kind is asked for by the name that clients use", (settings) => {
    const { probes } = planService({ ...settings, serverName: "mail.example.com" }, context);
    expect(probes.map(({ serverName }) => serverName)).toEqual(probes.map(() => "mail.example.com"));
  });

  test.each(all)("$kind offers the six ciphers of intermediate, and those of TLS 1.3 alone for modern", (settings) => {
    const ciphers = ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305"];
    expect(textOf(settings)).toContain(ciphers.flatMap((cipher) => [`ECDHE-ECDSA-${cipher}`, `ECDHE-RSA-${cipher}`]).join(":"));
    expect(textOf({ ...settings, tls: "modern" })).toContain("TLSv1.3");
    if (settings.kind !== "postfix") expect(textOf({ ...settings, tls: "modern" })).not.toContain("ECDHE");
    expect(textOf({ ...settings, tls: "modern" })).not.toMatch(/cipher\w*'? *= *'?'?$/m);
  });

  test("the host refuses a release that was written for newer packages than it has", () => {
    expect(planService({ kind: "postfix" }, debian13).packages).toContain("postfix (>= 3.10)");
    expect(planService({ kind: "dovecot" }, debian13).packages).toContain("dovecot-imapd (>= 1:2.4)");
    expect(planService({ kind: "postgresql" }, debian13).packages).toContain("postgresql-17");
  });
});

describe("what a service is told by its version", () => {
  test("Dovecot 2.4 has other names for the same settings", () => {
    expect(textOf({ kind: "dovecot" })).toMatch(/^ssl_cert = <\/opt/m);
    expect(textOf({ kind: "dovecot" }, debian13)).toMatch(/^ssl_server_cert_file = \/opt/m);
  });

  test("a group of OpenSSL 3.5 is named where there is one", () => {
    expect(textOf({ kind: "postfix" }, debian13)).toContain("X25519MLKEM768");
    expect(textOf({ kind: "postfix" })).not.toContain("X25519MLKEM768");
  });

  test("the unit that is reloaded is the one that does the work", () => {
    expect(planService({ kind: "postfix" }, context).services.map(({ unit }) => unit)).toContain("postfix@-.service");
    expect(planService({ kind: "postfix" }, debian13).services.map(({ unit }) => unit)).toContain("postfix.service");
  });
});

test("servers among themselves may speak TLS 1.2 with Postfix, whatever is demanded of clients", () => {
  expect(textOf({ kind: "postfix", tls: "modern" })).toMatch(/'smtpd_tls_protocols = >=TLSv1.2'[^]*'smtpd_tls_mandatory_protocols = >=TLSv1.3'/);
});

describe("the ports of services", () => {
  const everybody = ["0.0.0.0/0", "::/0"];

  test("are those where TLS is, for everybody; a database's only for those that are named", () => {
    expect(servicePorts([{ kind: "postfix" }]).map(({ ports }) => ports)).toEqual(["25", "465", "587"]);
    expect(servicePorts([{ kind: "dovecot" }])).toEqual([
      { ports: "993", from: everybody },
      { ports: "995", from: everybody },
    ]);
    expect(servicePorts([{ kind: "vsftpd" }]).map(({ ports }) => ports)).toEqual(["21", "990", "21000-21099"]);
    for (const [kind, ports] of [
      ["postgresql", "5432"],
      ["mariadb", "3306"],
      ["redis", "6380"],
    ] as const) {
      expect(servicePorts([{ kind }])).toEqual([]);
      expect(servicePorts([{ kind, from: ["203.0.113.0/24"] }])).toEqual([{ ports, from: ["203.0.113.0/24"] }]);
    }
  });

  test("follow what is offered", () => {
    expect(servicePorts([{ kind: "vsftpd", implicit: false }]).map(({ ports }) => ports)).toEqual(["21", "21000-21099"]);
    expect(servicePorts([{ kind: "dovecot", startTls: true }]).map(({ ports }) => ports)).toEqual(["110", "143", "993", "995"]);
  });
});

describe("settings of services", () => {
  test("are right as the simplest form of each kind", () => {
    expect(faultsOf(servicesSchema, all, "services")).toEqual([]);
  });

  test.each([
    [
      "two of a kind",
      [{ kind: "postfix" }, { kind: "vsftpd" }, { kind: "postfix" }],
      "services.2.kind",
      /another kind than those before it: current value is "postfix"/,
    ],
    [
      "an unknown kind",
      [{ kind: "sendmail" }],
      "services.0.kind",
      /must be one of "dovecot", "mariadb", "postfix", "postgresql", "redis", "vsftpd": current value is "sendmail"/,
    ],
    ["a name that is none", [{ kind: "dovecot", serverName: "mail_server.example.com" }], "services.0.serverName", /letters, digits and hyphens/],
    ["a range that is none", [{ kind: "postgresql", from: ["203.0.113.7"] }], "services.0.from.0", /address range like/],
    ["a range with an impossible octet", [{ kind: "postgresql", from: ["203.0.113.0/24", "203.0.113.256/24"] }], "services.0.from.1", /address range like/],
    ["a range with too many bits", [{ kind: "postgresql", from: ["203.0.113.0/33"] }], "services.0.from.0", /address range like/],
    ["another kind's setting", [{ kind: "postfix", implicit: true }], "services.0.implicit", /is not a setting/],
  ])("are refused: %s", (_what, value, path, problem) => {
    expect(faultsOf(servicesSchema, value, "services")).toEqual([expect.objectContaining({ path, problem: expect.stringMatching(problem) as string })]);
  });
});

test("a release holds a site and its services, each file under its own kind, and what answers a CA for names to come", () => {
  const site = {
    site: "blog.example.com",
    domain: "blog.example.com",
    platform: { release: "debian-12" },
    application: undefined,
    edgeRanges: [],
    asset: () => "",
  } as const;
  const { files, probes, takeovers } = planRelease({ ...site, server: { kind: "nginx", upstream: "http://127.0.0.1:8000" }, services: all });
  expect([...new Set(Object.keys(files).map((path) => path.split("/")[0]))].sort()).toEqual([
    "answer",
    "dovecot",
    "mariadb",
    "nginx",
    "postfix",
    "postgresql",
    "redis",
    "vsftpd",
  ]);
  expect(probes.map(({ port }) => port)).toEqual([443, 25, 465, 587, 993, 995, 21, 990, 5432, 3306, 6380]);
  expect(takeovers).toEqual(["/etc/postfix/main.cf", "/etc/postfix/master.cf", "/etc/vsftpd.conf"]);
  expect(planRelease({ ...site, services: [{ kind: "dovecot" }] }).probes.map(({ port }) => port)).toEqual([993, 995]);
});
