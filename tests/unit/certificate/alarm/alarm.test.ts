import { cpSync, readdirSync, rmSync, statSync } from "node:fs";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Alarms } from "../../../../components/certificate/common/alarm-settings";
import { AlarmProgram } from "../../../support/alarm-program";
import { expectGolden } from "../../../support/golden";
import { inDays } from "../../../support/certificate-maker";

let program: AlarmProgram;
let heard: string[];
let paths: string[];
let status: number;
let server: Server;
let webhook: string;

beforeAll(async () => {
  server = createServer(
    (request, response) => void text(request).then((body) => (heard.push(body), paths.push(request.url ?? ""), response.writeHead(status).end())),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/canary-hook`;
});
afterAll(() => void server.close());
beforeEach(() => {
  [program, heard, paths, status] = [new AlarmProgram(), [], [], 200];
});
afterEach(() => program.close());

const mails = (): string[] => program.read("mails").split("-i -t\n").slice(1);
const told = (): string[] => heard.map((body) => (JSON.parse(body) as { text: string }).text);
const seconds = (date: Date): number => date.getTime() / 1000;

test("more than half of the time is left: it tells nothing", async () => {
  await program.serve(-74, 16);
  expect(await program.run({ webhook, alarm: { mail: "ops@example.com" } })).toBe("");
  expect([heard, mails()]).toEqual([[], []]);
});

test("half of the time is over: the webhook gets the last failure and the remedy once, as Slack and Discord read it, and the end of it once", async () => {
  program.write("notes/failure.json", JSON.stringify({ count: 3, at: 1, reason: "too many certificates (rateLimited)" }));
  await program.serve(-76, 14);
  for (const said of ["", ""]) expect(await program.run({ webhook })).toBe(said);
  expect(heard.map((body) => JSON.parse(body) as unknown)).toEqual([{ text: told()[0], content: told()[0] }]);
  expect(told()[0]).toMatch(/^example\.test: the certificate is not renewed, .* Reason: too many certificates \(rateLimited\)\. Run `pulumi up --refresh`/);
  expect(told()[0]).toMatch(/ or look at `journalctl -u tlsup-acme-example\.test` on the host$/);
  await program.serve(0, 90);
  for (const said of ["", ""]) expect(await program.run({ webhook })).toBe(said);
  expect(told().slice(1)).toEqual([expect.stringMatching(/^example\.test: the certificate is renewed in time again/)]);
});

test("by mail: the same, once, from the host's own sendmail", async () => {
  const alarms: Alarms = { alarm: { mail: "ops@example.com" } };
  await program.serve(-76, 14);
  for (const said of ["", ""]) expect(await program.run(alarms)).toBe(said);
  await program.serve(0, 90);
  for (const said of ["", ""]) expect(await program.run(alarms)).toBe(said);
  expect(mails()).toEqual([
    expect.stringMatching(
      /^To: ops@example\.com\nSubject: example\.test: the certificate is not renewed[^]*Auto-Submitted: auto-generated[^]*\n\n[^]*Reason: /,
    ),
    expect.stringMatching(/^To: ops@example\.com\nSubject: example\.test: the certificate is renewed in time again/),
  ]);
});

test("a channel that does not take a message gets it from the next run, and the other one does not get it again", async () => {
  const alarms: Alarms = { webhook, alarm: { mail: "ops@example.com" } };
  await program.serve(-76, 14);
  status = 500;
  program.write("mail-is-down", "");
  expect(await program.run(alarms)).toBe("the webhook did not take the alarm: 500\nthe mail did not take the alarm: sendmail ended with 75\n");
  [status, heard] = [200, []];
  expect(await program.run(alarms)).toBe("the mail did not take the alarm: sendmail ended with 75\n");
  rmSync(join(program.folder, "mail-is-down"));
  expect(await program.run(alarms)).toBe("");
  expect([heard.length, mails().length]).toEqual([1, 1]);
});

test("the webhook's address is in no message, and no argument", async () => {
  await program.serve(-76, 14);
  program.setCommand("systemd-run", 'echo "$*" >> %/arguments; while [[ $1 == --* ]]; do shift; done; exec "$@"');
  expect(await program.run({ webhook: "http://127.0.0.1:9/canary-hook" })).toBe("the webhook did not take the alarm: URLError\n");
  expect(program.read("arguments")).toMatch(/--property=DynamicUser=yes .*\/post\.py\n$/);
  expect(program.read("arguments")).not.toContain("canary");
});

test.each([
  ["exit-code\n", "0", "the host could not put the renewed certificate in force"],
  ["success\n", "3", "tlsup-acme-example.test.timer is off"],
  ["success\n", "0", "none was noted; the clock of the host may be wrong"],
])("without a note of a failure, the reason is what systemd says: %j, %s", async (result, timer, reason) => {
  program.write("result", result);
  program.write("timer", timer);
  await program.serve(-76, 14);
  await program.run({ webhook });
  expect(told()[0]).toContain(`Reason: ${reason}. `);
});

test("a window of the CA that is later than the rule moves the alarm, for the certificate that it is for", async () => {
  const end = seconds(inDays(14));
  const suggest = (of: number): void => program.write("notes/suggestion.json", JSON.stringify({ end: of, window: [end - 86_400 * 13, end - 86_400 * 12] }));
  await program.serve(-76, 14);
  suggest(end);
  await program.run({ webhook });
  expect(heard).toEqual([]);
  suggest(end + 1);
  await program.run({ webhook });
  expect(heard).toHaveLength(1);
});

test("of several releases, the certificate that ends first counts", async () => {
  await program.serve(-76, 14);
  const [site, other] = ["site", "other"].map((release) => join(program.folder, "sites", release)) as [string, string];
  cpSync(site, other, { recursive: true });
  await program.serve(0, 90);
  await program.run({ webhook });
  expect(told()).toEqual([expect.stringContaining(`ends on ${inDays(14).toISOString().slice(0, 10)}`)]);
});

test("without a certificate in force there is nothing to tell", async () => {
  program.write("sites/site/current/.tlsup/certificate", "lineage\t/somewhere/else\n");
  await program.serve(-76, 14);
  expect(await program.run({ webhook })).toBe("no release has the certificate in force\n");
  expect(heard).toEqual([]);
});

test("its unit, as it is", () => {
  const [unit] = program.planned({ webhook }).filter(({ path }) => path.endsWith(".service"));
  expectGolden("alarm.service", unit?.content ?? "");
});

test("without alarms nothing is on the host for them; with them, the file with the secret is root's alone", () => {
  expect(program.planned({})).toEqual([]);
  expect(
    program
      .planned({ webhook })
      .filter(({ content }) => content.includes("canary"))
      .map(({ path, mode }) => ({ path, mode })),
  ).toEqual([{ path: "/usr/local/lib/tlsup-alarm/example.test/settings.json", mode: "600" }]);
});

test("a ping is sent by each run: at the URL itself in time, with /fail while it is late, and none without a certificate in force", async () => {
  const alarms: Alarms = { ping: `${webhook}/` };
  expect(await program.run(alarms)).toBe("no release has the certificate in force\n");
  await program.serve(-74, 16);
  for (const said of ["", ""]) expect(await program.run(alarms)).toBe(said);
  await program.serve(-76, 14);
  for (const said of ["", ""]) expect(await program.run(alarms)).toBe(said);
  status = 404;
  expect(await program.run(alarms)).toBe("the ping was not taken: 404\n");
  const [fine, late] = ["/canary-hook/", "/canary-hook/fail"];
  expect(paths).toEqual([fine, fine, late, late, late]);
});

describe("why certbot did not renew it", () => {
  const failed = "Failed to renew certificate example.test with error: Some challenges have failed.";
  const challenge = (domain: string, detail: string): string => `  Domain: ${domain}\n  Type:   dns\n  Detail: ${detail}\n\nHint: ...\n`;
  beforeEach(async () => {
    program.close();
    program = new AlarmProgram({ renews: "certbot", activates: "tlsup-renew-example.test", retry: "certbot renew --force-renewal" });
    await program.serve(-76, 14);
  });
  const reason = async (): Promise<string> => {
    await program.run({ webhook });
    return told()[0] ?? "";
  };

  test("is what the CA found at the names of this certificate, in the log of its last failure", async () => {
    const other = `${challenge("example.org", "no")}Failed to renew certificate example.org with error: Some challenges have failed.\n`;
    program.write("notes/letsencrypt.log.1", `${other}${challenge("example.test", "DNS problem: NXDOMAIN")}2026:ERROR:${failed}\n`);
    program.write("notes/letsencrypt.log", "2026:DEBUG:certbot certificates\n");
    expect(await reason()).toMatch(
      /Reason: example\.test: DNS problem: NXDOMAIN\. Run `certbot renew --force-renewal`, .* `journalctl -u certbot -u tlsup-renew-example\.test`/,
    );
  });

  test("is certbot's own error, without a challenge", async () => {
    program.write("notes/letsencrypt.log", `2026:ERROR:${failed.replace(/: Some.*/, ": the webroot is gone")}\nnext\n`);
    expect(await reason()).toContain("Reason: the webroot is gone. Run");
  });

  test("is that its timer is off, where it did not run", async () => {
    program.write("timer", "3");
    expect(await reason()).toContain("Reason: certbot.timer is off. Run");
  });
});

describe("metrics for node_exporter", () => {
  const metrics = (): string => program.read("metrics/tlsup-example.test.prom");

  test("are one whole file that everyone can read, and go when the alarms go", async () => {
    const alarms: Alarms = { alarm: { metrics: program.metrics } };
    await program.serve(-76, 14);
    expect(await program.run(alarms)).toBe("");
    const labels = '{site="https://example.test/",hop="host"}';
    expect(metrics().split("\n")).toEqual([
      "# HELP tlsup_certificate_not_after_seconds When the certificate expires.",
      "# TYPE tlsup_certificate_not_after_seconds gauge",
      `tlsup_certificate_not_after_seconds${labels} ${seconds(inDays(14))}`,
      "# HELP tlsup_certificate_renew_at_seconds From when on the certificate is to be renewed.",
      "# TYPE tlsup_certificate_renew_at_seconds gauge",
      `tlsup_certificate_renew_at_seconds${labels} ${seconds(inDays(-16))}`,
      "# HELP tlsup_certificate_late Whether half of the time between renewal and expiry is over.",
      "# TYPE tlsup_certificate_late gauge",
      `tlsup_certificate_late${labels} 1`,
      "",
    ]);
    expect([readdirSync(program.metrics), statSync(join(program.metrics, "tlsup-example.test.prom")).mode & 0o777]).toEqual([
      ["tlsup-example.test.prom"],
      0o644,
    ]);
    await program.serve(0, 90);
    await program.run(alarms);
    expect(metrics()).toContain(`tlsup_certificate_late${labels} 0\n`);
    await program.run(alarms, "forget");
    expect(readdirSync(program.metrics)).toEqual([]);
  });

  test("that cannot be written keep no alarm back", async () => {
    await program.serve(-76, 14);
    expect(await program.run({ webhook, alarm: { metrics: `${program.metrics}/gone` } })).toMatch(/^the metrics could not be written: /);
    expect(heard).toHaveLength(1);
  });
});

describe("a push is refused on a host that lacks", () => {
  test("sendmail, for mail", async () => {
    rmSync(join(program.folder, "bin", "sendmail"));
    expect(await program.run({ alarm: { mail: "ops@example.com" } }, "check")).toMatch(/^alarm\.mail needs the command sendmail on the host: install /);
  });

  test("the folder, for metrics", async () => {
    const folder = `${program.metrics}/gone`;
    expect(await program.run({ alarm: { metrics: folder } }, "check")).toContain(`alarm.metrics must be a folder on the host, and ${folder} is none: install `);
  });

  test("and none that has what it needs", async () => {
    expect(await program.run({ webhook, alarm: { mail: "ops@example.com", metrics: program.metrics } }, "check")).toBe("");
  });
});
