import { planDovecot } from "../../components/service/dovecot/dovecot";
import { planMariadb } from "../../components/service/mariadb/mariadb";
import { planPostfix } from "../../components/service/postfix/postfix";
import { planPostgresql } from "../../components/service/postgresql/postgresql";
import { planRedis } from "../../components/service/redis/redis";
import { planVsftpd } from "../../components/service/vsftpd/vsftpd";
import type { ServiceContext } from "../../components/service/common/tls-service";
import { expectGolden } from "../support/golden";

const debian12: ServiceContext = { site: "blog.example.com", domain: "blog.example.com", platform: { release: "debian-12" } };
const debian13: ServiceContext = { site: "blog.example.com", domain: "blog.example.com", platform: { release: "debian-13" } };

test("the completion of Postfix's configuration", () => {
  expectGolden("postfix-complete.sh", planPostfix({ kind: "postfix" }, debian12).files["postfix/complete"]!);
});

test("the same for Debian 13 and TLS 1.3 alone, which servers among themselves need not speak", () => {
  expectGolden("postfix-complete-modern.sh", planPostfix({ kind: "postfix", tls: "modern" }, debian13).files["postfix/complete"]!);
});

test("Dovecot 2.3", () => {
  expectGolden("dovecot-2.3.conf", planDovecot({ kind: "dovecot" }, debian12).files["dovecot/tls.conf"]!);
});

test("Dovecot 2.4, TLS 1.3 alone", () => {
  expectGolden("dovecot-2.4-modern.conf", planDovecot({ kind: "dovecot", tls: "modern" }, debian13).files["dovecot/tls.conf"]!);
});

test("vsftpd: what is added to its file, its unit, and the unit of the implicit port", () => {
  const { files } = planVsftpd({ kind: "vsftpd" }, debian12);
  expectGolden("vsftpd-tls.conf", files["vsftpd/tls.conf"]!);
  expectGolden("vsftpd-openssl.cnf", files["vsftpd/openssl.cnf"]!);
  expectGolden("vsftpd.service.conf", files["vsftpd/start/unit.conf"]!);
  expectGolden("vsftpd.service-needed.conf", files["vsftpd/start/needed.conf"]!);
  expectGolden("vsftpd-implicit.service", files["vsftpd/start/tlsup-ftps-blog.example.com.service"]!);
});

test("PostgreSQL, and who may connect from elsewhere", () => {
  const { files } = planPostgresql({ kind: "postgresql", from: ["203.0.113.0/24", "2001:db8::/32"] }, debian12);
  expectGolden("postgresql-tls.conf", files["postgresql/tls.conf"]!);
  expectGolden("postgresql.service.conf", files["postgresql/start/unit.conf"]!);
  expectGolden("postgresql-pg_hba.lines", files["postgresql/pg_hba.lines"]!);
});

test("MariaDB, reached from elsewhere", () => {
  const { files } = planMariadb({ kind: "mariadb", from: ["203.0.113.0/24"] }, debian12);
  expectGolden("mariadb-tls.cnf", files["mariadb/start/tls.cnf"]!);
  expectGolden("mariadb.service.conf", files["mariadb/start/unit.conf"]!);
});

test("MariaDB for the host itself, TLS 1.3 alone", () => {
  expectGolden("mariadb-tls-modern.cnf", planMariadb({ kind: "mariadb", tls: "modern" }, debian13).files["mariadb/start/tls.cnf"]!);
});

test("Redis, reached from elsewhere, and how it is told of a new certificate", () => {
  const { files } = planRedis({ kind: "redis", from: ["203.0.113.0/24"] }, debian12);
  expectGolden("redis-tls.conf", files["redis/start/redis.conf"]!);
  expectGolden("redis-reload.sh", files["redis/start/reload.sh"]!);
  expectGolden("redis.service.conf", files["redis/start/unit.conf"]!);
});

test("Redis for the host itself, TLS 1.3 alone", () => {
  expectGolden("redis-tls-modern.conf", planRedis({ kind: "redis", tls: "modern" }, debian13).files["redis/start/redis.conf"]!);
});
