import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { leafFacts } from "../../components/certificate/x509/bundle";
import { push, remove } from "../../components/release/push/execution/push";
import { planRelease } from "../../components/deployment/plan";
import { fullChainPath, privateKeyPath, type Release } from "../../components/release/common/release";
import { planService, type ServiceSettings } from "../../components/service/services";
import { inDays, make, type Made } from "../support/certificate-maker";
import { Droplet } from "../support/droplets";
import { domainName, refusals, sideBySide, together, type Case } from "../support/renderers";
import { serviceSettings } from "../support/service-settings";
import { openSessions, psql, pythonClients, servedBy, swaks, type Protocol, type Server } from "../support/tls-clients";

const domain = "blog.services.test";
const name = "mail.services.test";
const services: readonly ServiceSettings[] = [
  { kind: "postfix", serverName: name },
  { kind: "dovecot", serverName: name, startTls: true },
  { kind: "vsftpd", serverName: name },
  { kind: "postgresql", serverName: name, from: ["198.51.100.0/24"] },
];
const doors: readonly (readonly [Protocol, number])[] = [
  ["smtp", 25],
  ["tls", 465],
  ["smtp", 587],
  ["imap", 143],
  ["pop3", 110],
  ["tls", 993],
  ["tls", 995],
  ["ftp", 21],
  ["tls", 990],
  ["postgres", 5432],
  ["tls", 443],
];
/** What a user had on the host before. */
const own = ["/etc/postfix/main.cf", "/etc/postfix/master.cf", "/etc/vsftpd.conf", "/etc/postgresql/15/main/pg_hba.conf"];
const userSetUp = `set -e
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -qy --no-install-recommends postfix vsftpd postgresql
printf '\\nwrite_enable=YES\\n# mine' >> /etc/vsftpd.conf
printf '# mine\\nmessage_size_limit = 12345678\\n' >> /etc/postfix/main.cf
sed -i 's/^#submissions  *inet/smtps inet/' /etc/postfix/master.cf
useradd --create-home --groups mail alice
echo alice:secret-of-alice | chpasswd
runuser -u postgres -- psql -qc "create role app login password 'secret-of-app'"
systemd-run --quiet --unit=upstream python3 -m http.server 8000 --bind 127.0.0.1
`;

/** A file of each that the server's own check refuses, and its words. */
const broken: readonly (readonly [string, string, RegExp])[] = [
  ["postfix/complete", "exit 1\n", /could not be completed on the host: a command of it failed and gave no reason/],
  ["dovecot/tls.conf", "ssl = perhaps\n", /ssl/],
  ["vsftpd/tls.conf", "\nssl_enabled=YES\n", /unrecognised variable in config file: ssl_enabled/],
  ["postgresql/tls.conf", "ssl_min_protocol_version = 'SSLv2'\n", /invalid value for parameter "ssl_min_protocol_version"/],
];

describe("a site and four services that share its certificate", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-services-"));
  const roots = join(folder, "root.pem");
  let droplet: Droplet;
  let authority: Made;
  let before: string;
  let server: Server;
  let first: Release;
  let second: Release;

  async function releaseWith(changes: Partial<Release["files"]> = {}): Promise<Release> {
    const { certificate, key } = await make({ subject: `CN=${domain}`, names: [domain, name], issuer: authority, notAfter: inDays(30) });
    const plan = planRelease({
      site: domain,
      domain,
      platform: { debian: 12 },
      server: { kind: "nginx", upstream: "http://127.0.0.1:8000" },
      services,
      application: undefined,
      edgeRanges: [],
      asset: () => "",
    });
    const files = { ...plan.files, ...changes, [fullChainPath]: certificate } as Record<string, string>;
    return { ...plan, files, secrets: { [privateKeyPath]: key }, certificate: { source: "release", sha256: leafFacts(certificate).sha256 } };
  }
  const send = async (release: Release) => push(await droplet.destination(), release);
  const served = () => Promise.all(doors.map(([protocol, port]) => servedBy({ ...server, name: port === 443 ? domain : name }, protocol, port)));
  const ownFiles = () => droplet.run(`sha256sum ${own.join(" ")}; stat --format '%F %a %U %n' ${own.join(" ")}`);
  const everywhere = ({ certificate }: Release) => doors.map(() => (certificate.source === "release" ? certificate.sha256 : ""));

  beforeAll(async () => {
    authority = await make({ subject: "CN=Root of the services", isAuthority: true, notAfter: inDays(3650) });
    writeFileSync(roots, authority.certificate);
    droplet = await Droplet.create("services");
    await droplet.run(userSetUp);
    before = await ownFiles();
    server = { name, address: droplet.address, roots };
    first = await releaseWith();
  }, 240_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await droplet.remove();
  }, 60_000);

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
  }, 60_000);

  test("work with swaks and psql", () => {
    for (const conversation of [swaks(server, 25, "--tls"), swaks(server, 587, "--tls"), swaks(server, 465, "--tlsc")])
      expect(conversation).toMatch(/TLS started with cipher TLSv1\.3[^]*250 2\.0\.0 Ok: queued/);
    expect(psql(server, "select version from pg_stat_ssl where pid = pg_backend_pid()")).toBe("TLSv1.3");
  }, 60_000);

  test("keep what the user had set, and serve users of the host that may read neither key nor release", async () => {
    expect(await droplet.run("postconf -h message_size_limit; grep -c '^# mine' /etc/vsftpd.conf")).toBe("12345678\n1");
    await droplet.run("runuser -u alice -- sh -c 'echo hello | /usr/sbin/sendmail alice@localhost'");
    await expect(droplet.run(`runuser -u alice -- cat /opt/tlsup/${domain}/current/postgresql/privkey.pem`)).rejects.toThrow(/Permission denied/);
  }, 30_000);

  test.each([
    ["postfix@-", 3.8],
    ["dovecot", 3.8],
    ["vsftpd", 4.9],
    [`tlsup-ftps-${domain}`, 4.9],
    ["postgresql@15-main", 1.5],
  ])("confine %s", async (unit, exposure) => {
    expect(await droplet.exposure(`${unit}.service`)).toBeLessThanOrEqual(exposure);
  });

  test("take a new certificate up, all of them, and those who are logged in stay so", async () => {
    const sessions = await openSessions(server);
    second = await releaseWith();
    await send(second);
    expect(await served()).toEqual(everywhere(second));
    expect(await sessions.ask()).toEqual({ imap: "OK", ftp: "/home/alice" });
  }, 240_000);

  test("go back together when one of them does not start any more", async () => {
    const failing = await releaseWith({ "vsftpd/start/unit.conf": "[Service]\nExecStartPre=/bin/false\n" });
    await expect(send(failing)).rejects.toThrow(/vsftpd.service could not be started.*rolled back/);
    expect(await served()).toEqual(everywhere(second));
  }, 240_000);

  test.each(broken)(
    "are refused before anything changes when %s is wrong, with the server's own words",
    async (file, content, words) => {
      await expect(send(await releaseWith({ [file]: content }))).rejects.toThrow(words);
      expect(await servedBy(server, "smtp", 25)).toBe(leafFacts(second.files[fullChainPath] ?? "").sha256);
    },
    60_000,
  );

  describe("300 settings of each through the server's own parser", () => {
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
    ] as const)(
      "%s",
      async (kind, check) => {
        const samples = fc.sample(fc.tuple(serviceSettings(kind), domainName), 300).map(([settings, site], index): Case => {
          const own = `case-${index}.${site}`;
          return { ...planService(settings, { site: own, domain: own, platform: { debian: 12 } }).files, domain: own };
        });
        const wrong = Object.fromEntries(broken.map(([file, text]) => [file, text]));
        // Postfix's tool spends its time waiting.
        const each = `(cd $each; ${prelude} ${check}) > $each.said 2>&1 || mv $each.said $each.refused`;
        const parallel = `for each in [0-9]*; do ${each} & done; wait; ! cat *.refused`;
        // The last one shows that the parser does refuse.
        expect(await refusals(droplet, [...sideBySide(samples, 30), together([{ ...samples[0], ...wrong }])], parallel)).toEqual([
          expect.stringMatching(/^10: /),
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
    expect(
      await droplet.run("systemctl is-active postfix@-.service vsftpd.service postgresql@15-main.service; ss -Hltn 'sport = :25 or sport = :465' | wc -l"),
    ).toBe("active\nactive\nactive\n4");
  }, 240_000);
});
