import { push, remove } from "../../components/release/push/execution/push";
import { lookAt } from "../../components/release/push/execution/look-at";
import type { Release } from "../../components/release/common/release";
import type { ServiceSettings } from "../../components/service/services";
import { heardBy } from "../../components/shared/execution/tell";
import { quote } from "../../components/shared/shell";
import { cutPower, Droplet, type KeyedDestination } from "../support/droplets";
import { releaseOf } from "../support/service-host";

const domain = "given.example.test";

const gone = (destination: KeyedDestination): Promise<void> => remove(destination, { site: domain, domain, aliases: {} });

/** Says something in a session of FTP, until it is answered by a code or the session has ended. */
const say = (lines: string, code: number): string =>
  `printf '${lines}' 1<> /run/asked; until grep ^${String(code)} /run/said || ! systemctl --quiet is-active session; do sleep 0.1; done`;

/** A user logs in to vsftpd and stays. What is said to a session that is yet to begin is kept only while the pipe is open. */
const session = `useradd --create-home alice; echo alice:secret-of-alice | chpasswd; mkfifo /run/asked; exec 9<> /run/asked
systemd-run --quiet --unit=session sh -c 'exec openssl s_client -quiet -starttls ftp -connect 127.0.0.1:21 <> /run/asked > /run/said 2>&1'
${say("USER alice\\r\\nPASS secret-of-alice\\r\\n", 230)}`;

/** What the host's owner did before and meanwhile, once a site is gone. */
describe("a host that a site leaves", () => {
  let droplet: Droplet;
  let destination: KeyedDestination;

  beforeAll(async () => {
    droplet = await Droplet.create("given-back");
    destination = await droplet.destination();
    await droplet.run(
      "export DEBIAN_FRONTEND=noninteractive; apt-get update -q > /dev/null && apt-get install -qy --no-install-recommends nginx postfix > /dev/null; " +
        "systemd-run --quiet --unit=upstream python3 -m http.server 8000 --bind 127.0.0.1",
    );
  }, 240_000);
  afterAll(() => droplet.remove());

  const mailRelease = (): Promise<Release> => releaseOf(domain, [{ kind: "postfix" }], { server: { kind: "nginx", upstream: "http://127.0.0.1:8000" } });

  test("has the original of a file that a tool of its owner's wrote in the place of tlsup's link; the edited copy is kept until then", async () => {
    const main = "/etc/postfix/main.cf";
    const original = await droplet.run(`systemctl stop postfix@-; echo '# mine' >> ${main}; sha256sum ${main}; stat --format '%F %a %U' ${main}`);
    await push(destination, await mailRelease());
    await droplet.run("postconf -e message_size_limit=7654321");
    expect(await droplet.run(`stat --format %F ${main}`)).toBe("regular file");
    await push(destination, await mailRelease());
    expect(await droplet.run(`stat --format %F ${main}; postconf -h message_size_limit`)).toBe("symbolic link\n10240000");
    expect(await droplet.run(`postconf -c /opt/tlsup/${domain}/edited/etc/postfix -h message_size_limit`)).toBe("7654321");
    await push(destination, await mailRelease());
    await gone(destination);
    expect(await droplet.run(`sha256sum ${main}; stat --format '%F %a %U' ${main}; ls -d /opt/tlsup 2> /dev/null || true`)).toBe(original);
  }, 240_000);

  test("Postfix demands TLS and a certificate of all where it did, keeps its addresses, and its groups as a client, and then is as it was", async () => {
    const groups = "postconf -h tls_eecdh_auto_curves";
    const ofClient = await droplet.run(groups);
    const files = "sha256sum /etc/postfix/main.cf /etc/postfix/master.cf";
    const original = await droplet.run(`systemctl stop postfix@-; postconf -e smtpd_tls_security_level=encrypt smtpd_tls_req_ccert=yes
      postconf -M -e '2525/inet=2525 inet n - y - - smtpd' '${droplet.address}:587/inet=${droplet.address}:587 inet n - y - - smtpd'; ${files}`);
    await push(destination, await releaseOf(domain, [{ kind: "postfix" }]));
    const words = "printf 'EHLO a\\r\\nMAIL FROM:<a@a.test>\\r\\nQUIT\\r\\n'";
    const clear = (port: number): string => `exec 3<> /dev/tcp/127.0.0.1/${String(port)}; ${words} >&3; cat <&3`;
    const secure = (port: number): string => `(sleep 1; ${words}; sleep 1) | openssl s_client -quiet -starttls smtp -connect 127.0.0.1:${String(port)} 2>&1`;
    for (const port of [25, 2525]) {
      expect(await droplet.run(`timeout 5 bash -c ${quote(clear(port))}`)).toMatch(/^530 5\.7\.0 Must issue a STARTTLS command first/m);
      expect(await droplet.run(`timeout 5 bash -c ${quote(secure(port))}`)).toMatch(/^421 4\.7\.1 .* Error: No client certificate presented/m);
    }
    expect(await droplet.run(`${groups}; ss -Hltn 'sport = :587' | awk '{print $4}'`)).toBe(`${ofClient}\n${droplet.address}:587`);
    await gone(destination);
    expect(await droplet.run(files)).toBe(original);
  }, 240_000);
});

test("a host starts nothing by itself of a release that was refused, all of one in force, and nothing of one that is gone", async () => {
  const droplet = await Droplet.create("refused-units");
  try {
    const destination = await droplet.destination();
    await droplet.run("cloud-init status --wait > /dev/null");
    const enabled = (): Promise<string> =>
      droplet.run("systemctl list-unit-files --plain --no-legend --state=enabled 'apache*' 'postfix*' 'postgresql*' | cut -d ' ' -f 1");
    const release = await releaseOf(domain, [{ kind: "postfix" }, { kind: "postgresql" }], { server: { kind: "apache", upstream: "http://127.0.0.1:80" } });
    await expect(push(destination, { ...release, checks: [["false"]] })).rejects.toThrow(/refused it/);
    expect(await enabled()).toBe("");
    await push(destination, release);
    expect(await enabled()).toBe("apache2.service\npostfix.service\npostgresql.service");
    await cutPower(droplet.address);
    await droplet.run("systemctl is-system-running --wait || true");
    expect(await droplet.run("systemctl is-active apache2 postfix@- postgresql@15-main")).toBe("active\nactive\nactive");
    await gone(destination);
    expect(await enabled()).toBe("");
  } finally {
    await droplet.remove();
  }
}, 400_000);

describe("services of an owner's that run before the first site", () => {
  let droplet: Droplet;
  let destination: KeyedDestination;
  const send = async (...services: readonly ServiceSettings[]): ReturnType<typeof push> => push(destination, await releaseOf(domain, services));

  beforeAll(async () => {
    droplet = await Droplet.create("services-before");
    destination = await droplet.destination();
    await droplet.run(
      "export DEBIAN_FRONTEND=noninteractive; apt-get update -q > /dev/null && " +
        "apt-get install -qy --no-install-recommends vsftpd dovecot-imapd dovecot-pop3d postgresql redis-server openssl > /dev/null",
    );
  }, 240_000);
  afterAll(() => droplet.remove());

  test("vsftpd takes TLS 1.3 alone if that is set, lets its sessions go on, and is not confined; then it is as it was", async () => {
    const state = "systemctl show --property=ActiveState,Environment,KillMode,ProtectSystem vsftpd";
    const owners = `${state}; ls /etc/systemd/system/vsftpd.service.d 2> /dev/null; sha256sum /etc/vsftpd.conf; ss -Hltn 'sport = :21' | wc -l`;
    const shakeHands = (version: string): Promise<string> =>
      droplet.run(`openssl s_client -starttls ftp ${version} -connect 127.0.0.1:21 < /dev/null 2>&1 | grep -o 'Cipher is .*'`);
    const before = await droplet.run(owners);
    await send({ kind: "vsftpd", tls: "modern", implicit: false });
    expect(await shakeHands("-tls1_3")).toMatch(/Cipher is TLS_/);
    expect(await shakeHands("-tls1_2")).toBe("Cipher is (NONE)");
    expect(await droplet.run(state)).toMatch(/^ProtectSystem=no\nKillMode=process$/m);
    expect(await droplet.run(session)).toMatch(/^230/);
    await send({ kind: "vsftpd", tls: "modern", implicit: false });
    expect(await droplet.run(`${say("NOOP\\r\\n", 200)}; systemctl stop session`)).toMatch(/^200 NOOP/);
    await gone(destination);
    expect(await droplet.run(owners)).toBe(before);
  }, 240_000);

  test("Dovecot serves its owner's second certificate no more; it may be without POP3 and without ports in clear text, but not on loopback alone", async () => {
    const local = "/etc/dovecot/local.conf";
    const second = "/etc/dovecot/private/dovecot";
    await droplet.run(`printf 'ssl_alt_cert = <${second}.pem\nssl_alt_key = <${second}.key\n' > /etc/dovecot/conf.d/11-second.conf`);
    await droplet.run(`printf 'protocols = imap\nservice imap-login {\n  inet_listener imap {\n    port = 0\n  }\n}\n' > ${local}; systemctl restart dovecot`);
    const release = await releaseOf(domain, [{ kind: "dovecot" }]);
    const { folder } = await push(destination, release);
    expect(await droplet.run("ss -Hltn | grep -oE ':(110|143|993|995) ' | sort -u")).toBe(":993");
    expect((await lookAt(destination, release, folder)).differences).toEqual([]);
    const byRsa = "openssl s_client -connect 127.0.0.1:993 -sigalgs rsa_pss_rsae_sha256 < /dev/null 2>&1";
    expect(await droplet.run(`${byRsa} | grep -c 'BEGIN CERTIFICATE' || true`)).toBe("0");
    await droplet.run(`echo 'listen = 127.0.0.1' >> ${local}; systemctl restart dovecot`);
    await expect(send({ kind: "dovecot" })).rejects.toThrow(
      /dovecot\.service listens on port 993 at this host's own address alone: have it listen at the others, for 20 seconds\. It was rolled back/,
    );
    await droplet.run(`rm ${local}; systemctl restart dovecot`);
  }, 240_000);

  test("a service that has one certificate and serves another site is named with that site", async () => {
    await send({ kind: "dovecot" });
    await expect(push(destination, await releaseOf(domain, [{ kind: "dovecot" }], { site: "other.example.test" }))).rejects.toThrow(
      `dovecot.service, which serves the site ${domain}, serves no second one. What the host serves was not touched`,
    );
    await send({ kind: "dovecot" });
    await gone(destination);
  }, 240_000);

  test("PostgreSQL that could not read its rules again is refused before it is touched, in its words, and goes on", async () => {
    const [rules, unit] = ["/etc/postgresql/15/main/pg_hba.conf", "postgresql@15-main"];
    const state = `systemctl show --property=MainPID,ActiveState ${unit}; ls -l ${rules}; sha256sum ${rules}`;
    const before = await droplet.run(`echo 'host all all 10.0.0.0/8 scram-sha256' >> ${rules}; ${state}`);
    await expect(send({ kind: "postgresql", from: ["198.51.100.0/24"] })).rejects.toThrow(
      /was broken before, .*: line \d+ of pg_hba\.conf: invalid authentication method "scram-sha256"\. What the host serves was not touched$/,
    );
    expect(await droplet.run(state)).toBe(before);
    await droplet.run(`sed -i '$d' ${rules}`);
  });

  test("PostgreSQL admits the ranges after rules without a last line end, and a rule that it cannot read is told in its words", async () => {
    const rules = "/etc/postgresql/15/main/pg_hba.conf";
    const ask = (query: string): Promise<string> => droplet.run(`runuser -u postgres -- psql -Atqc "${query}"`);
    const original = await droplet.run(`printf '# mine' >> ${rules}; sha256sum ${rules}`);
    const from = ["198.51.100.0/24", "192.0.2.0/24"];
    await send({ kind: "postgresql", from });
    expect(await ask("select address from pg_hba_file_rules where type = 'hostssl' and error is null")).toBe("198.51.100.0\n192.0.2.0");
    await droplet.run(`printf '\nhots all all all reject' >> /opt/tlsup/${domain}/before${rules}`);
    await expect(send({ kind: "postgresql", from })).rejects.toThrow(/line \d+ of pg_hba\.conf: invalid connection type "hots"\. It was rolled back/);
    await droplet.run(`sed -i '/^hots/d' /opt/tlsup/${domain}/before${rules}; truncate --size=-1 /opt/tlsup/${domain}/before${rules}`);
    const warnings: string[] = [];
    await heardBy(
      (text) => warnings.push(text),
      async () => {
        await send({ kind: "postgresql", from });
        expect(warnings).toEqual([]);
        await droplet.run(`sed -i 's/^local/#&/; 1i local all all scram-sha-256' /opt/tlsup/${domain}/before${rules}`);
        await send({ kind: "postgresql", from });
      },
    );
    expect(warnings).toEqual([expect.stringMatching(`^${domain}: warning: a service could not be asked .*: psql: error: .*no password supplied$`)]);
    await droplet.run(`sed -i '1d; s/^#local/local/' /opt/tlsup/${domain}/before${rules}`);
    await gone(destination);
    expect(await droplet.run(`sha256sum ${rules}`)).toBe(original);
  }, 240_000);

  test("a link that PostgreSQL's user makes in place of its rules, of the copy that is put back, or of a folder, leads to no file of root's", async () => {
    const folder = "/etc/postgresql/15/main";
    const asOwner = (script: string): Promise<string> => droplet.run(`runuser -u postgres -- sh -c 'cd ${folder} && ${script}'`);
    const state = `find /srv/own ${folder}/pg_hba.conf -printf '%u %m %s %p\\n'; sha256sum ${folder}/pg_hba.conf`;
    const before = await droplet.run(`mkdir /srv/own; (umask 077; echo secret-of-root > /srv/own/file); ${state}`);
    const from = ["198.51.100.0/24"];
    await asOwner("mv pg_hba.conf mine && ln -s /srv/own/file pg_hba.conf");
    await expect(send({ kind: "postgresql", from })).rejects.toThrow(/own\/file: Permission denied\. What the host serves was not touched/);
    expect(await droplet.run("grep -rsl secret-of-root /opt/tlsup || true")).toBe("");
    await asOwner("mv mine pg_hba.conf && mv conf.d mine && ln -s /srv/own conf.d");
    await expect(send({ kind: "postgresql", from })).rejects.toThrow(/a link of another user's leads to .*conf\.d.*What the host serves was not touched/s);
    expect(await droplet.run(state)).toBe(before);
    await asOwner("rm conf.d && mv mine conf.d");
    await send({ kind: "postgresql", from });
    await asOwner("ln -s /srv/own/file pg_hba.conf.tlsup-new");
    await gone(destination);
    expect(await droplet.run(state)).toBe(before);
  }, 240_000);

  test("a Redis that ran before the first site is refused until it is stopped, and loses nothing", async () => {
    const state = "systemctl show --property=MainPID redis-server; redis-cli get order";
    const before = await droplet.run(`redis-cli config set save '' > /dev/null; redis-cli set order 7 > /dev/null; ${state}`);
    expect(before).toMatch(/\n7$/);
    await expect(send({ kind: "redis" })).rejects.toThrow(
      "redis-server.service ran before the first site of tlsup: stop it first. What the host serves was not touched",
    );
    expect(await droplet.run(state)).toBe(before);
    await droplet.run("systemctl stop redis-server; echo 'tls-port 6379' >> /etc/redis/redis.conf");
    await expect(send({ kind: "redis" })).rejects.toThrow("it has tls-port 6379, tls-auth-clients yes");
    await droplet.run("sed -i '$d' /etc/redis/redis.conf");
    await send({ kind: "redis" });
    await gone(destination);
    expect(await droplet.run("systemctl is-active redis-server || true")).toBe("inactive");
  }, 240_000);
});
