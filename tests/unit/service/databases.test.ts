import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planService, type ServiceSettings } from "../../../components/service/services";
import type { ServiceContext } from "../../../components/service/common/tls-service";

const context: ServiceContext = { site: "blog.example.com", domain: "blog.example.com", platform: { release: "debian-12" } };
const textOf = (settings: ServiceSettings): string => Object.values(planService(settings, context).files).join("\n");

test("PostgreSQL's key is a file of its own, as its user's", () => {
  expect(planService({ kind: "postgresql" }, context).certificateFiles).toEqual([{ path: "postgresql/privkey.pem", parts: ["privateKey"], owner: "postgres" }]);
});

test("PostgreSQL is reached from its host alone unless ranges are named; those need a password over TLS", () => {
  const near = planService({ kind: "postgresql" }, context);
  const far = planService({ kind: "postgresql", from: ["203.0.113.0/24"] }, context);
  expect(Object.values(near.files).join("")).not.toContain("listen_addresses");
  expect([
    near.takeovers,
    near.preparation,
    Object.keys(near.files).filter((path) => path.includes("hba")),
    Object.keys(near.links).filter((path) => path.includes("hba")),
  ]).toEqual([[], [], [], []]);
  expect(far.preparation?.map((command) => command.slice(-3))).toEqual([
    [".before/etc/postgresql/15/main/pg_hba.conf", "postgresql/pg_hba.lines", "postgresql/pg_hba.conf"],
  ]);
  expect(far.links["/etc/postgresql/15/main/pg_hba.conf"]).toBe("postgresql/pg_hba.conf");
  expect(far.files["postgresql/start/listen.conf"]).toContain("listen_addresses = '*'\n");
  expect(far.files["postgresql/pg_hba.lines"]).toBe("\nhostssl all all 203.0.113.0/24 scram-sha-256\n");
  expect(far.takeovers).toEqual(["/etc/postgresql/15/main/pg_hba.conf"]);
  expect([near.complaints, far.complaints]).toEqual([
    [],
    [expect.arrayContaining(["psql", expect.stringContaining("pg_hba_file_rules where error is not null")])],
  ]);
});

test("MariaDB's key is a file of its own, as its user's", () => {
  expect(planService({ kind: "mariadb" }, context).certificateFiles).toEqual([{ path: "mariadb/privkey.pem", parts: ["privateKey"], owner: "mysql" }]);
});

test("MariaDB is reached from its host alone unless ranges are named; then TCP needs TLS from everywhere", () => {
  expect(textOf({ kind: "mariadb" })).not.toMatch(/bind_address|require_secure_transport/);
  expect(textOf({ kind: "mariadb", from: ["203.0.113.0/24"] })).toMatch(/^bind_address = \*\nrequire_secure_transport = ON$/m);
});

test("MariaDB is restarted for its settings, which it reads at its start, and not for a certificate", () => {
  const { files, services } = planService({ kind: "mariadb", from: ["203.0.113.0/24"] }, context);
  expect(Object.keys(files).every((path) => path.startsWith("mariadb/start/"))).toBe(true);
  expect(services).toEqual([
    { unit: "mariadb.service", action: "restart", when: "mariadb/start" },
    { unit: "mariadb.service", action: "reload", when: "tls" },
    { unit: "mariadb.service", action: "reload", when: "mariadb" },
  ]);
});

test("Redis's key is a file of its own, as its user's", () => {
  expect(planService({ kind: "redis" }, context).certificateFiles).toEqual([{ path: "redis/privkey.pem", parts: ["privateKey"], owner: "redis" }]);
});

describe("Redis whose owner has it serve TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-redis-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  /** What the check of a release says where the owner's file has these lines. */
  const told = (lines: string): string => {
    writeFileSync(join(folder, "redis.conf"), lines);
    const script = (planService({ kind: "redis" }, context).checks[0]?.at(-3) ?? "")
      .replaceAll("/etc/redis/redis.conf", join(folder, "redis.conf"))
      .replace("/usr/bin/redis-server", "echo tlsup-has-read-all");
    return spawnSync("bash", ["-c", script], { encoding: "utf8" }).stdout.replace(folder, "");
  };

  test.each([
    ["tls-port 6379\ntls-ca-cert-file ca.pem\n", "6379", "yes"],
    ["tls-port 6380\n", "6380", "yes"],
    ['tls-auth-clients no\n TLS-Port "6380"\ntls-auth-clients optional\n', "6380", "optional"],
    ["tls-port 6379\ntls-auth-clients no\n", "6379", "no"],
  ])("is refused with %j, as its clients would find another port, or get in without a certificate", (lines, port, clients) => {
    expect(told(lines)).toMatch(new RegExp(`redis.conf must have no TLS of its own .* it has tls-port ${port}, tls-auth-clients ${clients}\\n$`));
  });

  test.each(["", "# tls-port 6379\n", "tls-port 0\n", "tls-port 6379\ntls-port 0\n", "tls-port 6380\ntls-auth-clients No\n"])("is taken with %j", (lines) => {
    expect(told(lines)).toBe("");
  });
});

test("Redis keeps its port without TLS for the host itself unless ranges are named; then only TLS is left", () => {
  const near = textOf({ kind: "redis" });
  const far = textOf({ kind: "redis", from: ["203.0.113.0/24"] });
  expect(near).not.toMatch(/^(port|bind|protected-mode) /m);
  expect(far).toMatch(/^port 0\nbind \* -::\*\nprotected-mode yes$/m);
  // The last of several lines for the same setting counts.
  expect(far.indexOf("include /etc/redis/redis.conf")).toBeLessThan(far.indexOf("tls-port 6380"));
});
