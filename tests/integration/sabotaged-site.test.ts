import "reflect-metadata";
import { execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import * as x509 from "@peculiar/x509";
import type { PhaseUpdateParams } from "cloudflare/resources/rulesets/phases/phases";
import { inDays, make, type Wish } from "../support/certificate-maker";
import { until } from "../support/droplets";
import { root } from "../support/environment";
import { cloudflare } from "../support/local-cloud";
import { SabotagedSite, type SitePhase } from "../support/sabotaged-site";

const domain = "blog.sabotaged.test";
const url = `https://${domain}/`;

/** What `tlsup check` says of a live site that somebody or something broke: the cause, and the hop it is at. */
describe("tlsup check on a site that was sabotaged", () => {
  let site: SabotagedSite;

  beforeAll(async () => {
    site = await SabotagedSite.create("sabotaged");
  }, 240_000);
  afterAll(() => site.stack.dispose());

  test.each([
    ["another address of its name", { name: domain, type: "A", content: "192.0.2.9", proxied: true }, ["edge record-beside"]],
    ["an IPv6 address that nobody serves", { name: domain, type: "AAAA", content: "2001:db8::9", proxied: true }, ["edge record-beside"]],
  ] as const)("%s is named", async (_, fields, found) => {
    expect(await site.withAnother(fields)).toEqual(found);
  });

  test("a record and a text that show the origin's address are named", async () => {
    expect(await site.withAnother({ name: "old.sabotaged.test", type: "A", content: site.address, proxied: false })).toEqual(["edge origin-address-shown"]);
    expect(await site.withAnother({ name: "sabotaged.test", type: "TXT", content: `"v=spf1 ip4:${site.address} -all"` })).toEqual([
      "edge origin-address-shown",
    ]);
  });

  test("a record that leads past the edge, or to another machine, is named before what follows from it", async () => {
    expect((await site.withRecord({ proxied: false }))[0]).toBe("edge not-proxied");
    expect((await site.withRecord({ content: "192.0.2.9" }))[0]).toBe("edge record-changed");
  });

  test("a record that is gone is named, and pulumi up --refresh makes it again", async () => {
    expect(await site.withoutRecord()).toContain("edge record-missing");
  });

  test("a server that is not running, or speaks no TLS, is the origin's", async () => {
    expect(await site.onServer("systemctl stop nginx", "systemctl start nginx")).toEqual(["origin bad-status", "origin port-closed"]);
    expect(await site.withConfiguration("s/listen 443 ssl/listen 443/", "systemctl restart nginx")).toEqual(["origin bad-status", "origin no-tls"]);
  });

  test.each<[string, Partial<Wish>, string[]]>([
    ["of another key", {}, []],
    ["for another name", { names: ["other.sabotaged.test"] }, ["origin name-mismatch"]],
    ["that has expired", { notBefore: inDays(-40), notAfter: inDays(-1) }, ["origin certificate-expired"]],
    ["that is about to expire", { notBefore: inDays(-29), notAfter: inDays(1) }, ["origin renewal-overdue"]],
    ["that is not valid yet", { notBefore: inDays(2) }, ["origin certificate-not-yet-valid"]],
  ])("a certificate %s at the origin is named", async (_, wish, others) => {
    expect(await site.withCertificate(wish)).toEqual(["origin not-the-pushed-certificate", ...others]);
  });

  test("HSTS that is lost, or that makes browsers forget, is named", async () => {
    expect(await site.withConfiguration("/Strict-Transport-Security/d")).toEqual(["origin hsts-not-sent"]);
    expect(await site.withConfiguration("s/max-age=300/max-age=0/")).toEqual(["origin hsts-not-sent"]);
  });

  test("a certificate without the intermediate that issued it is named", async () => {
    const issuer = await make({ subject: "CN=lower", isAuthority: true, issuer: await make({ subject: "CN=upper", isAuthority: true }) });
    const published = new x509.AuthorityInfoAccessExtension({ caIssuers: [new x509.GeneralName("url", "http://ca.example.net/lower.crt")] });
    expect(await site.withCertificate({ issuer, extensions: [published] })).toEqual(["origin not-the-pushed-certificate", "origin chain-incomplete"]);
  });

  test.each<[string, SitePhase, object | undefined, string[]]>([
    [
      "the SSL mode, to one that the certificate is not for",
      "http_config_settings",
      { action_parameters: { ssl: "strict" } },
      ["edge setting-changed", "origin bad-status"],
    ],
    [
      "the SSL mode, to one without encryption",
      "http_config_settings",
      { action_parameters: { ssl: "flexible" } },
      ["edge setting-changed", "origin redirect-circle"],
    ],
    ["the rule of the SSL mode, which is gone", "http_config_settings", undefined, ["edge setting-changed", "origin redirect-circle"]],
    [
      "a Cache Rule, to another time",
      "http_request_cache_settings",
      { action_parameters: { cache: true, edge_ttl: { mode: "override_origin", default: 9000 } } },
      ["edge rule-changed"],
    ],
    ["a Cache Rule, which is switched off", "http_request_cache_settings", { enabled: false }, ["edge rule-changed"]],
    ["a Cache Rule, which is gone", "http_request_cache_settings", undefined, ["edge rule-changed"]],
  ])("what somebody changed at Cloudflare is named: %s", async (_, phase, changes, found) => {
    expect(await site.withRule(phase, changes)).toEqual(found);
  });

  test("settings of the zone that somebody changed are named", async () => {
    expect(await site.withSetting("min_tls_version", "1.0", "1.2")).toEqual(["edge setting-changed"]);
    expect(await site.withSetting("always_use_https", "off", "on")).toEqual(["edge setting-changed"]);
    expect(await site.withSetting("tls_1_3", "off", "on")).toEqual(["edge setting-changed"]);
  });

  test("a zone that is paused is named by what follows first: nothing is before the host any more", async () => {
    const pause = (paused: boolean) => cloudflare().zones.edit({ zone_id: site.zone, paused });
    const found = await site.whileWrong(
      () => pause(true),
      () => pause(false),
    );
    expect(found[0]).toBe("edge not-proxied");
  });

  test("redirects of the host and of the edge that never end are named by who makes them", async () => {
    expect(await site.withConfiguration("s|proxy_pass http:[^;]*;|return 302 http://$host$request_uri;|")).toEqual(["origin redirect-circle"]);
    expect(new Set(await site.withConfiguration("s|proxy_pass http:[^;]*;|return 302 https://$host/x$request_uri;|"))).toEqual(
      new Set(["origin too-many-redirects"]),
    );
    const target = { from_value: { status_code: 302, target_url: { value: url } } };
    const phase = "http_request_dynamic_redirect";
    const rules = [{ action: "redirect", expression: `http.host eq "${domain}"`, action_parameters: target }] as const;
    const found = await site.whileWrong(
      () => cloudflare().rulesets.phases.update(phase, { zone_id: site.zone, rules: [...rules] } as PhaseUpdateParams),
      () => cloudflare().rulesets.phases.update(phase, { zone_id: site.zone, rules: [] }),
    );
    expect(found).toEqual(["edge redirect-circle"]);
  });

  test("an application that is down, or fails, is the origin's", async () => {
    const unit = "$(systemctl list-units --plain --no-legend 'tlsup-*.service' | awk '{print $1}' | grep -v -e push -e recover | head -n 1)";
    const listens = 'ss -Hltnp | grep -q "pid=$(systemctl show --property=MainPID --value "$unit"),"';
    expect(
      await site.onServer(
        `unit=${unit}; echo "$unit" > /root/unit; systemctl stop "$unit"`,
        `unit=$(cat /root/unit); systemctl start "$unit"; until ${listens}; do sleep 0.05; done`,
      ),
    ).toEqual(["origin bad-status"]);
    expect(await site.withConfiguration("s|proxy_pass http:[^;]*;|return 500;|")).toEqual(["origin bad-status"]);
  });

  test("another site on the host that answers for the name, and a domain that is delegated elsewhere, are named", async () => {
    expect(await site.withOtherSite()).toEqual(["origin hsts-not-sent", "origin not-the-pushed-certificate", "origin name-mismatch"]);
    expect((await site.whileDelegatedTo("ns1.elsewhere.test"))[0]).toBe("visitor delegated-elsewhere");
  });

  test("a port that the vendor's firewall has closed is the origin's: to the edge, and to who pushes", async () => {
    const [closed, ...others] = await site.withoutPort("443");
    expect([closed?.code, closed?.hop, others]).toEqual(["bad-status", "origin", []]);
    expect(closed?.problem).toContain("answered 522");
    expect(closed?.remedy).toContain("The host is up, as its SSH answers, and its firewall does not admit the edge");
    expect((await site.withoutPort("22")).map(({ code, hop, severity }) => [code, hop, severity])).toEqual([["ssh-unreachable", "origin", "warning"]]);
  }, 180_000);

  test("a health path that fails while the page does not is named", async () => {
    const fails = "s|^  location / {|  location = /healthz { return 503; }\\n&|";
    expect(await site.withConfiguration(fails)).toEqual(["origin health-failing"]);
  });

  test.each<[string, Partial<Wish> | undefined, string]>([
    ["whose certificate has expired", { notBefore: inDays(-90), notAfter: inDays(-1) }, "edge certificate-expired"],
    ["whose certificate is for another name", { names: ["other.sabotaged.test"] }, "edge name-mismatch"],
    ["that speaks no TLS", undefined, "edge edge-unreachable"],
  ])("an edge %s is named, and that the record does not lead to the site's own", async (_, shown, found) => {
    expect(await site.withPlace(shown)).toEqual(expect.arrayContaining([found, "edge record-changed"]));
  });

  test("is told to programs in their own ways: a page, metrics, and a look every so often until it is interrupted", async () => {
    const [page, metrics] = [join(site.stack.program, "chain.html"), join(site.stack.program, "chain.prom")];
    const run = spawn(
      process.execPath,
      [join(root, "bin", "tlsup.js"), "check", "sabotaged", "--json", "--watch", "1", "--html", page, "--prometheus", metrics],
      {
        cwd: site.stack.program,
      },
    );
    let output = "";
    await new Promise<void>((done) => run.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()).split("\n").length > 2 && done()));
    run.kill("SIGINT");
    expect(await new Promise((done) => run.once("close", done))).toBe(0);
    for (const line of output.trimEnd().split("\n")) expect(JSON.parse(line)).toMatchObject({ url, findings: [] });
    expect(readFileSync(page, "utf8")).toContain("every hop holds");
    expect(readFileSync(metrics, "utf8")).toContain(`tlsup_check_success{site="${url}",target="sabotaged"} 1\n`);
  });

  test("that cannot be looked at is told from one with findings, to programs that read the metrics as well", async () => {
    const metrics = join(site.stack.program, "none.prom");
    const run = promisify(execFile)(process.execPath, [join(root, "bin", "tlsup.js"), "check", "none", "--prometheus", metrics], { cwd: site.stack.program });
    await expect(run).rejects.toMatchObject({ code: 2 });
    expect(readFileSync(metrics, "utf8")).toContain('tlsup_check_success{target="none"} 0\n');
  });

  test("an older release that is served again, a locked host that serves everybody, and an edge that shows it nothing, are named", async () => {
    const older = await site.release();
    await site.up({ certificate: { source: "self-signed", days: 31 } });
    expect(await site.withRelease(older)).toEqual(["origin not-the-pushed-certificate"]);
    await site.up({ certificate: { source: "self-signed", days: 31 }, lockdown: true });
    expect(await site.withConfiguration("/VerifyMode/d; s|$ssl_client_verify != SUCCESS|$host = none|")).toEqual(["origin origin-open"]);
    const { hostnames } = cloudflare().originTLSClientAuth;
    const { cert_id = "" } = await hostnames.get(domain, { zone_id: site.zone });
    const show = (enabled: boolean) => hostnames.update({ zone_id: site.zone, config: [{ hostname: domain, cert_id, enabled }] });
    const found = await site.whileWrong(
      () => show(false),
      // Cloudflare's edge shows it again after a while.
      () =>
        show(true).then(() =>
          until(
            () => site.codes(),
            (left) => left.length === 0,
          ),
        ),
    );
    // A connection to the host that the edge has kept serves visitors for a while yet.
    expect(found[0]).toBe("edge origin-pull-off");
  }, 240_000);
});
