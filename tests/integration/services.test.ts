import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { leafFacts } from "../../components/certificate/x509/bundle";
import { push, remove } from "../../components/release/push/execution/push";
import { fullChainPath, type Release } from "../../components/release/common/release";
import { planService } from "../../components/service/services";
import { inDays, make, type Made } from "../support/certificate-maker";
import { mariadb, openSession, psql, query, redisCli } from "../support/database-clients";
import { Droplet } from "../support/droplets";
import { domainName, refusals, sideBySide, together, type Case } from "../support/renderers";
import { domain, doors, name, own, serviceRelease, units, userSetUp } from "../support/service-host";
import { serviceSettings } from "../support/service-settings";
import { openSessions, pythonClients, servedBy, swaks, type Server } from "../support/tls-clients";
import { inTurn } from "../support/turns";

/** A file of each that the server's own check refuses, and its words. */
const broken: readonly (readonly [string, string, RegExp])[] = [
  ["postfix/complete", "exit 1\n", /could not be completed on the host: a command of it failed and gave no reason/],
  ["dovecot/tls.conf", "ssl = perhaps\n", /ssl/],
  ["vsftpd/tls.conf", "\nssl_enabled=YES\n", /unrecognised variable in config file: ssl_enabled/],
  ["postgresql/tls.conf", "ssl_min_protocol_version = 'SSLv2'\n", /invalid value for parameter "ssl_min_protocol_version"/],
  ["mariadb/start/tls.cnf", "[mariadbd]\ntls_version = SSLv3\n", /Error while setting value 'SSLv3' to 'tls_version'/],
  ["redis/start/redis.conf", "tls-auth-clients perhaps\n", /tls-auth-clients perhaps/],
];

describe("a site and the services that share its certificate", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-services-"));
  const roots = join(folder, "root.pem");
  const otherRoots = join(folder, "other.pem");
  let droplet: Droplet;
  let authority: Made;
  let before: string;
  let server: Server;
  let first: Release;
  let second: Release;

  async function releaseWith(changes: Release["files"] = {}): Promise<Release> {
    const release = await serviceRelease(authority, {
      site: domain,
      domain,
      platform: { release: "debian-12" },
      server: { kind: "nginx", upstream: "http://127.0.0.1:8000" },
      application: undefined,
      asset: () => "",
    });
    return { ...release, files: { ...release.files, ...changes } };
  }
  const send = async (release: Release) => push(await droplet.destination(), release);
  const served = () => Promise.all(doors.map(([protocol, port]) => servedBy({ ...server, name: port === 443 ? domain : name }, protocol, port)));
  const ownFiles = () => droplet.run(`sha256sum ${own.join(" ")}; stat --format '%F %a %U %n' ${own.join(" ")}`);
  const everywhere = ({ certificate }: Release) => doors.map(() => (certificate.source === "release" ? certificate.sha256 : ""));

  beforeAll(async () => {
    authority = await make({ subject: "CN=Root of the services", isAuthority: true, notAfter: inDays(3650) });
    writeFileSync(roots, authority.certificate);
    writeFileSync(otherRoots, (await make({ subject: "CN=Another root", isAuthority: true, notAfter: inDays(3650) })).certificate);
    droplet = await Droplet.create("services");
    await droplet.run(userSetUp);
    before = await ownFiles();
    server = { name, address: droplet.address, roots };
    first = await releaseWith();
  }, 240_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await droplet.remove();
  });

  test("are proven on every port, and clients verify chain and name there", async () => {
    await send(first);
    expect(await served()).toEqual(everywhere(first));
  }, 240_000);

  test("work with Python's clients: mail is sent and read, files are kept, nothing goes in clear text", async () => {
    expect(await pythonClients(server)).toEqual({
      "smtp 25": {},
      "smtp 587": {},
      smtps: {},
      imaps: "OK",
      imap: "OK",
      pop3s: "+OK Logging out.",
      pop3: "+OK Logging out.",
      ftp: "kept",
      ftps: "kept",
      "clear text": [
        expect.stringMatching(/must use encryption/),
        expect.stringMatching(/PRIVACYREQUIRED/),
        expect.stringMatching(/Must issue a STARTTLS command first/),
      ],
    });
  });

  test("work with swaks", () => {
    for (const conversation of [swaks(server, 25, "--tls"), swaks(server, 587, "--tls"), swaks(server, 465, "--tlsc")])
      expect(conversation).toMatch(/TLS started with cipher TLSv1\.3[^]*250 2\.0\.0 Ok: queued/);
  });

  test.each([
    ["psql", psql, "select version from pg_stat_ssl where pid = pg_backend_pid();", [/certificate verify failed/, /does not match host name/]],
    [
      "mariadb",
      mariadb,
      "select variable_value from information_schema.session_status where variable_name = 'Ssl_version';",
      [/TLS\/SSL error: unable to get local issuer certificate/, /TLS\/SSL error: Validation of SSL server certificate failed/],
    ],
  ] as const)("work with %s, which speaks TLS 1.3 to them, and refuses another authority and another name", async (_client, client, version, refusals) => {
    expect(await query(client, server, version)).toBe("TLSv1.3");
    await expect(query(client, { ...server, roots: otherRoots }, version)).rejects.toThrow(refusals[0]);
    await expect(query(client, { ...server, name: "other.services.test" }, version)).rejects.toThrow(refusals[1]);
  });

  test("work with redis-cli, which refuses another authority", async () => {
    expect(await query(redisCli, server, "ping")).toBe("PONG");
    await expect(query(redisCli, { ...server, roots: otherRoots }, "ping")).rejects.toThrow(/certificate verify failed/);
  });

  test("take no password without TLS: MariaDB and Redis, not even from the host itself", async () => {
    const plain = "mariadb --no-defaults --user=app --password=secret-of-app --protocol=tcp --skip-ssl --execute='select 1' --host";
    await expect(droplet.run(`${plain}=127.0.0.1`)).rejects.toThrow(/Access denied/);
    expect(() => execFileSync("sh", ["-c", `${plain}=${droplet.address}`], { stdio: "pipe" })).toThrow(/Access denied/);
    await expect(droplet.run("redis-cli -h 127.0.0.1 -p 6379 ping")).rejects.toThrow(/Connection refused/);
  });

  test("keep what the user had set, and serve users of the host that may read neither key nor release", async () => {
    expect(await droplet.run("postconf -h message_size_limit; grep -c '^# mine' /etc/vsftpd.conf")).toBe("12345678\n1");
    await droplet.run("runuser -u alice -- sh -c 'echo hello | /usr/sbin/sendmail alice@localhost'");
    await expect(droplet.run(`runuser -u alice -- cat /opt/tlsup/${domain}/current/postgresql/privkey.pem`)).rejects.toThrow(/Permission denied/);
  });

  test.each([
    ["postfix@-", 3.8],
    ["dovecot", 3.8],
    ["vsftpd", 4.9],
    [`tlsup-ftps-${domain}`, 4.9],
    ["postgresql@15-main", 1.5],
    ["mariadb", 1.6],
    ["redis-server", 1.1],
  ])("confine %s", async (unit, exposure) => {
    expect(await droplet.exposure(`${unit}.service`)).toBeLessThanOrEqual(exposure);
  });

  test("take a new certificate up, all of them, and those who are logged in stay so", async () => {
    const sessions = await openSessions(server);
    const databases = [
      [openSession(psql, server), "select pg_backend_pid();"],
      [openSession(mariadb, server), "select connection_id();"],
      [openSession(redisCli, server), "client id"],
    ] as const;
    const ask = () => Promise.all(databases.map(([session, connection]) => session.ask(connection)));
    const connections = await ask();
    second = await releaseWith();
    await send(second);
    expect(await served()).toEqual(everywhere(second));
    expect(await sessions.ask()).toEqual({ imap: "OK", ftp: "/home/alice" });
    expect(await ask()).toEqual(connections);
    for (const [session] of databases) session.end();
  }, 240_000);

  test("go back together when one of them does not start any more", async () => {
    const failing = await releaseWith({ "vsftpd/start/unit.conf": "[Service]\nExecStartPre=/bin/false\n" });
    await expect(send(failing)).rejects.toThrow(/vsftpd.service could not be started.*rolled back/);
    expect(await served()).toEqual(everywhere(second));
  }, 240_000);

  test.each(inTurn(broken))("are refused before anything changes when %s is wrong, with the server's own words", async (file, content, words) => {
    await expect(send(await releaseWith({ [file]: content }))).rejects.toThrow(words);
    expect(await servedBy(server, "smtp", 25)).toBe(leafFacts(second.files[fullChainPath] ?? "").sha256);
  });

  describe("many settings of each through the server's own parser", () => {
    const prelude =
      "export PATH=/usr/sbin:$PATH; link=/opt/tlsup/$(cat domain); mkdir -p $link; trap 'rm -r $link' EXIT; ln -sfn /opt/tlsup/" +
      domain +
      "/current $link/current;";
    test.each([
      [
        "postfix",
        `mkdir -p .before/etc/postfix
        cp /usr/share/postfix/main.cf.debian .before/etc/postfix/main.cf; cp /usr/share/postfix/master.cf.dist .before/etc/postfix/master.cf
        bash postfix/complete && said=$({ postconf -c postfix -n && postconf -c postfix -P; } 2>&1 > effective) &&
        { test -z "$said" || { echo "$said"; exit 1; }; }`,
      ],
      ["dovecot", "doveconf -c $PWD/dovecot/tls.conf -n"],
      ["vsftpd", "{ echo anonymous_enable=NO; cat vsftpd/tls.conf; } > whole; bash vsftpd/check.sh $PWD/whole"],
      [
        "postgresql",
        "setpriv --reuid=postgres --regid=postgres --clear-groups /usr/lib/postgresql/15/bin/postgres -D /var/lib/postgresql/15/main -C " +
          "ssl_min_protocol_version -c config_file=/dev/stdin < postgresql/tls.conf",
      ],
      ["mariadb", "flock /tmp mariadbd --defaults-file=$PWD/mariadb/start/tls.cnf --user=mysql --verbose --help > /dev/null", 60],
      ["redis", 'said=$(redis-server redis/start/redis.conf --port tlsup-has-read-all 2>&1); case $said in *has-read-all*) ;; *) echo "$said"; exit 1 ;; esac'],
    ] as const)(
      "%s",
      async (kind, check, count: number = 300) => {
        const samples = fc.sample(fc.tuple(serviceSettings(kind), domainName), count).map(([settings, site], index): Case => {
          const own = `case-${index}.${site}`;
          return { ...planService(settings, { site: own, domain: own, platform: { release: "debian-12" } }).files, domain: own };
        });
        const wrong = Object.fromEntries(broken.map(([file, text]) => [file, text]));
        // Postfix's tool spends its time waiting.
        const each = `(cd $each; ${prelude} ${check}) > $each.said 2>&1 || mv $each.said $each.refused`;
        const parallel = `for each in [0-9]*; do ${each} & done; wait; ! cat *.refused`;
        // The last one shows that the parser does refuse.
        expect(await refusals(droplet, [...sideBySide(samples, 30), together([{ ...samples[0], ...wrong }])], parallel)).toEqual([
          expect.stringMatching(`^${String(count / 30)}: `),
        ]);
      },
      300_000,
    );
  });

  test("are taken off again: what the user had is there byte by byte, and works", async () => {
    await remove(await droplet.destination(), { site: domain, domain, aliases: {} });
    expect(await ownFiles()).toBe(before);
    expect(
      await droplet.run(`ls -d /opt/tlsup/${domain} 2> /dev/null || true; ls /etc/systemd/system/*.d/tlsup-* /etc/dovecot/conf.d/*tlsup* 2> /dev/null || true`),
    ).toBe("");
    expect(await droplet.run(`systemctl start ${units}; systemctl is-active ${units}; ss -Hltn 'sport = :25 or sport = :465' | wc -l`)).toBe(
      "active\nactive\nactive\nactive\nactive\n4",
    );
  }, 240_000);
});
