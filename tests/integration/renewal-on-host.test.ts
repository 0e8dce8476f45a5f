import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LetsEncryptSource } from "../../components/certificate/acme/settings";
import type { CertificateSource } from "../../components/certificate/sources";
import type { SiteConfig } from "../../components/site/site-config";
import { quote } from "../../components/shared/shell";
import { suggestNow } from "../support/ca-management";
import { root } from "../support/environment";
import { watchHandshakes, type Watch } from "../support/handshakes";
import { alarmed, alarmPing, alarmWebhook, makeLate } from "../support/alarms-on-host";
import { alsoOnHost, makeZone, onHost, status, visit } from "../support/local-cloud";
import { check } from "../support/check";
import { inDays, make } from "../support/certificate-maker";
import { opensslFacts, opensslVerifies } from "../support/openssl";
import { KeptKeys, ownPlaces } from "../support/kept-keys";
import { localSite, Stack } from "../support/program";
import { inTurn } from "../support/turns";
import { watchVisits } from "../support/visits";

const echo = join(root, "tests", "support", "echo");
const domain = "blog.renewal.test";
const unit = `tlsup-acme-${domain}`;
const state = `/var/lib/tlsup-acme/${domain}`;

/** One site whose certificate the host renews by itself. */
describe("renewal on the host", () => {
  let stack: Stack;
  let address: string;
  let keys: KeptKeys;
  let isMailed = false;

  const configure = (certificate: CertificateSource, changes: Partial<SiteConfig> = {}): Promise<void> =>
    stack.configure({ site: localSite(domain, { certificate, ...changes }), certificateSecrets: { alarmWebhook, alarmPing } });
  const ca = { file: status().roots.acme };
  const own = (): LetsEncryptSource => ({
    source: "lets-encrypt",
    renewal: "host",
    directory: status().acme.directoryForHosts,
    root: ca,
    alarm: { metrics: "/var/cache", ...(isMailed && { mail: "ops@renewal.test" }) },
  });
  const watched = (action: () => Promise<unknown>): Promise<Watch> => watchHandshakes(address, domain, 50, async () => void (await action()));
  const served = async (): Promise<readonly string[]> => [...(await watched(() => Promise.resolve())).leaves.keys()];
  const newest = (): string => onHost(address, `cat ${state}/live/fullchain.pem`);
  const fingerprint = (): string => new X509Certificate(newest()).fingerprint256.replaceAll(":", "").toLowerCase();
  /** What its timer does, after the CA may be asked again. */
  const renew = (): Promise<{ readonly code: number; readonly output: string }> =>
    alsoOnHost(address, `rm -f ${state}/suggestion.json; systemctl start ${unit} || { journalctl --no-pager --lines=5 --unit=${unit}; exit 3; }`);

  beforeAll(async () => {
    await makeZone("renewal.test");
    stack = await Stack.create("renewal");
    keys = new KeptKeys(stack);
  });
  afterAll(async () => {
    keys.stop();
    await stack.dispose();
  }, 240_000);

  test("the first certificate comes through the edge, before there is a web server; its key is on the host alone", async () => {
    await configure(own());
    keys.hear(await stack.up("-v=9", "--logtostderr", "--logflow"));
    const chain = await stack.chain();
    ({ address } = chain);
    expect((await visit(`https://${domain}/`, status())).status).toBe(200);
    expect(await served()).toEqual([chain.servedSha256]);
    const [leaf = "", intermediates = ""] = newest().split(/(?<=-----END CERTIFICATE-----\n)(?=-)/);
    expect(opensslVerifies({ root: readFileSync(status().roots.acme, "utf8"), intermediates, leaf }, [domain], new Date())).toBe(true);
    expect(opensslFacts(leaf)).toMatchObject({ key: "prime256v1", dnsNames: [domain] });
    expect(await keys.places(address)).toEqual(ownPlaces);
    await stack.expect("preview", "--expect-no-changes");
  }, 300_000);

  test("the CA suggests now: the agent renews, no handshake fails, the new key is on the host alone, and no preview or refresh sees a change", async () => {
    const before = newest();
    suggestNow(before);
    const seen = await watched(async () => expect(await renew()).toMatchObject({ code: 0 }));
    expect({ failures: seen.failures, leaves: seen.leaves.size }).toEqual({ failures: [], leaves: 2 });
    expect([...seen.leaves.keys()].at(-1)).toBe(fingerprint());
    expect(new X509Certificate(newest()).publicKey.equals(new X509Certificate(before).publicKey)).toBe(false);
    await stack.expect("preview", "--refresh", "--expect-no-changes");
    expect(await keys.places(address)).toEqual(ownPlaces);
    // Nothing is due any more.
    const renewed = fingerprint();
    expect(await renew()).toMatchObject({ code: 0 });
    expect(fingerprint()).toBe(renewed);
  }, 240_000);

  test("a push after it keeps the renewed certificate in force, and a refresh reads it back", async () => {
    const renewed = fingerprint();
    isMailed = true;
    await configure(own(), { server: { kind: "nginx", maxBodySize: "2m" } });
    expect((await stack.run("up", "--yes", "--skip-preview")).output).toContain("alarm.mail needs the command sendmail on the host");
    onHost(address, "printf '#!/bin/sh\\ncat >> /var/mails\\n' > /usr/sbin/sendmail; chmod 755 /usr/sbin/sendmail");
    const { leaves, failures } = await watched(() => stack.up("--refresh"));
    expect({ leaves: [...leaves.keys()], failures }).toEqual({ leaves: [renewed], failures: [] });
    expect((await stack.chain()).servedSha256).toBe(renewed);
  }, 240_000);

  test("a renewed certificate that the host refuses is not served; a refresh tells, and the timer's next run puts it in force", async () => {
    const [old] = await served();
    onHost(address, "echo broken > /etc/nginx/conf.d/broken.conf");
    suggestNow(newest());
    const { code, output } = await renew();
    expect({ code, output }).toEqual({ code: 3, output: expect.stringMatching(/broken-before\s.*broken\.conf/) as string });
    expect(await served()).toEqual([old]);
    await makeLate(address, domain);
    const late = /the certificate is not renewed, .* Reason: the host could not put the renewed certificate in force/;
    expect(alarmed(address, domain)).toEqual([expect.stringMatching(late), expect.stringContaining("/canary-ping/fail")]);
    expect(onHost(address, "cat /var/mails").replaceAll("=\n", "")).toMatch(late);
    expect(await stack.expect("preview", "--refresh")).toContain("the renewed certificate was not put in force");
    expect(await keys.places(address)).toEqual(ownPlaces);
    onHost(address, "rm /etc/nginx/conf.d/broken.conf");
    expect(await renew()).toMatchObject({ code: 0 });
    expect(await served()).toEqual([fingerprint()]);
    expect(alarmed(address, domain)).toEqual([
      expect.anything(),
      expect.anything(),
      expect.stringMatching("^/canary-hook .*is renewed in time again"),
      expect.stringMatching("^/canary-ping "),
    ]);
    expect(onHost(address, "runuser -u nobody -- cat /var/cache/tlsup-*.prom")).toContain(`tlsup_certificate_late{site="https://${domain}/",hop="host"} 0\n`);
    // The address is a secret.
    const places = onHost(
      address,
      "grep -rlE --exclude-dir=proc --exclude-dir=sys --exclude=heard 'canary-(hook|ping)' / 2>/dev/null | xargs stat -c '%a %U %n'",
    ).trim();
    expect([places, (await stack.state()).includes("canary-")]).toEqual([`600 root /usr/local/lib/tlsup-alarm/${domain}/settings.json`, false]);
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  }, 240_000);

  test("a CA that is down in the last day: the standby is served, no visit fails at the strict edge, and then the renewed certificate is", async () => {
    await configure({ ...own(), standby: "origin-ca" }, { proxy: { provider: "cloudflare", ssl: "strict", alwaysUseHttps: false } });
    await stack.up();
    const { standbySha256 } = await stack.chain();
    const down = `/run/systemd/system/${unit}.service.d`; // A proxy that is not there: the CA does not answer the agent.
    const { certificate } = await make({ subject: `CN=${domain}`, notBefore: inDays(-89), notAfter: inDays(0.5) });
    const leaves: string[] = [];
    const seen = await watchVisits(domain, status(), 50, async () => {
      onHost(address, `mkdir ${down}; printf '[Service]\\nEnvironment=https_proxy=http://127.0.0.1:9\\n' > ${down}/a.conf; systemctl daemon-reload`);
      onHost(address, `echo ${quote(certificate)} > ${state}/live/fullchain.pem`);
      expect(await renew()).toMatchObject({ code: 0 });
      leaves.push(...(await served()));
      expect(alarmed(address, domain).slice(-2)).toEqual([
        expect.stringMatching(/the standby is served in its place, which the edge alone trusts\. Reason: .* does not answer: /),
        expect.stringContaining("/canary-ping/fail"),
      ]);
      expect((await check("renewal", stack.program)).findings).toEqual([expect.objectContaining({ code: "renewal-due", hop: "origin" })]);
      expect(await stack.expect("up", "--refresh", "--yes", "--skip-preview")).toContain(`warning: ${domain}: the host serves the standby, as it could not`);
      onHost(address, `rm -r ${state}/failure.json ${down}; systemctl daemon-reload`);
      expect(await renew()).toMatchObject({ code: 0 });
      leaves.push(...(await served()));
    });
    expect({ leaves, statuses: [...seen.keys()] }).toEqual({ leaves: [standbySha256, fingerprint()], statuses: [200] });
    expect(alarmed(address, domain).slice(-2)).toEqual([
      expect.stringContaining("renewed in time again, and the standby is not served"),
      expect.stringMatching("^/canary-ping "),
    ]);
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  }, 300_000);

  test.each(["fullchain.pem", "privkey.pem"])("a link that the agent's user makes in place of %s does not lead to root's files", async (file) => {
    const kept = onHost(address, `readlink -f ${state}/live`).trim();
    const release = `/opt/tlsup/${domain}`;
    onHost(address, `echo canary-of-root > /root/canary; chmod 600 /root/canary; mv ${kept}/${file} ${kept}/kept`);
    onHost(address, `runuser -u tlsup-acme -- ln -s /root/canary ${kept}/${file}`);
    const { code, output } = await alsoOnHost(address, `bash ${release}/current/.tlsup/activate renew ${release} 2>&1`);
    const places = onHost(address, `mv -f ${kept}/kept ${kept}/${file}; grep -rl canary-of-root ${release} /var/lib/tlsup-acme || true`).trim();
    expect({ code, output, places }).toEqual({ code: 17, output: expect.stringMatching(/Permission denied/) as string, places: "" });
    expect(await renew()).toMatchObject({ code: 0 });
  });

  const wsgi: Partial<SiteConfig> = { server: { kind: "gunicorn" }, application: { kind: "wsgi", directory: echo, callable: "echo:application" } };
  const servers: readonly Partial<SiteConfig>[] = [{ server: { kind: "caddy" } }, { server: { kind: "apache" } }, wsgi];
  const haproxy: Partial<SiteConfig> = { server: { kind: "haproxy" } };

  // The tests after it are behind haproxy.
  test.each([...inTurn(servers), haproxy].map((changes) => ({ kind: changes.server?.kind, changes })))(
    "through $kind as well",
    async ({ kind, changes }) => {
      await configure({ ...own(), ...(kind === "haproxy" && { profile: "tlsserver" }) }, changes);
      await stack.up();
      suggestNow(newest());
      const seen = await watched(async () => expect(await renew()).toMatchObject({ code: 0 }));
      expect({ failures: seen.failures, leaves: seen.leaves.size }).toEqual({ failures: [], leaves: 2 });
      expect([...seen.leaves.keys()].at(-1)).toBe(fingerprint());
    },
    240_000,
  );

  const inHaproxy = "600 haproxy /opt/tlsup/*/haproxy/certificate.pem";
  const signed: CertificateSource = { source: "self-signed", renewal: "host", alarm: { metrics: "/var/cache" } };

  test("to `pulumi up`, to its own signature and back, and to certbot and back: in place, without a failed handshake", async () => {
    const up: CertificateSource = {
      source: "lets-encrypt",
      directory: process.env.LEGO_SERVER ?? "",
      root: ca,
      resolver: status().dns.address,
    };
    const certbot: CertificateSource = {
      source: "certbot",
      challenge: "http-01",
      directory: status().acme.directoryForHosts,
      root: ca,
      alarm: { metrics: "/var/cache" },
    };
    for (const source of [up, signed, own(), certbot, own()]) {
      await configure(source, haproxy);
      const seen = await watched(() => stack.up());
      expect({ failures: seen.failures, leaves: seen.leaves.size }).toEqual({ failures: [], leaves: 2 });
      expect([...seen.leaves.keys()].at(-1)).toBe((await stack.chain()).servedSha256);
    }
    // The alarms of both sources have the same place.
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  }, 400_000);

  test("signed with its own key: in place, with the key on the host alone, and made anew in its last 30 days, which is no drift", async () => {
    await configure(signed, haproxy);
    const switched = await watched(() => stack.up());
    expect({ failures: switched.failures, leaves: switched.leaves.size }).toEqual({ failures: [], leaves: 2 });
    const made = new X509Certificate(newest());
    expect([[...switched.leaves.keys()].at(-1), made.verify(made.publicKey)]).toEqual([fingerprint(), true]);
    expect(await keys.places(address)).toEqual([inHaproxy, ...ownPlaces]);
    const due = await make({ subject: `CN=${domain}`, notBefore: inDays(-336), notAfter: inDays(29) });
    onHost(address, `echo ${quote(due.certificate)} > ${state}/live/fullchain.pem`);
    const seen = await watched(async () => expect(await renew()).toMatchObject({ code: 0 }));
    expect({ failures: seen.failures, leaves: [...seen.leaves.keys()] }).toEqual({
      failures: [],
      leaves: [made.fingerprint256.replaceAll(":", "").toLowerCase(), fingerprint()],
    });
    const metrics = onHost(address, `systemctl start tlsup-alarm-${domain}; cat /var/cache/tlsup-*.prom`);
    const [end = 0, renewAt = 0] = [...metrics.matchAll(/^tlsup_certificate_\w+_seconds\{.*\} (\d+)$/gm)].map(([, value]) => Number(value));
    expect(end - renewAt).toBe(30 * 86_400);
    await stack.expect("preview", "--refresh", "--expect-no-changes");
    const { findings } = await check("renewal", stack.program);
    expect(findings).toEqual([]);
  }, 240_000);

  test("another source: in place, and nothing of the agent is left once the new certificate is proven", async () => {
    await configure({ source: "self-signed" }, haproxy);
    const seen = await watched(() => stack.up());
    expect({ failures: seen.failures, leaves: seen.leaves.size }).toEqual({ failures: [], leaves: 2 });
    const names = "'(' -name '*tlsup-acme*' -o -name '*tlsup-alarm*' -o -name 'tlsup-*.prom' ')'";
    expect(onHost(address, `find / -xdev -path /proc -prune -o ${names} -print; grep tlsup /etc/passwd /etc/group || true`).trim()).toBe("");
  }, 240_000);
});
