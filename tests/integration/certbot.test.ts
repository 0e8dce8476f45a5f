import { readFileSync } from "node:fs";
import type { CertbotCommonSettings } from "../../components/certificate/certbot/settings";
import type { CertificateSource } from "../../components/certificate/sources";
import type { SiteConfig } from "../../components/site/site-config";
import type { LeafFacts } from "../../components/certificate/x509/facts";
import { watchHandshakes, type Watch } from "../support/handshakes";
import { alsoOnHost, makeZone, onHost, status, tokenFor, visit } from "../support/local-cloud";
import { statusAtCa } from "../support/ca-management";
import { faultyChains, TestAuthority } from "../support/faulty-chains";
import { opensslFacts, opensslVerifies } from "../support/openssl";
import { localSite, Stack, type StackConfiguration } from "../support/program";
import { alarmed, alarmWebhook, makeLate, withoutCa } from "../support/alarms-on-host";
import { propertiesOf, takeOver } from "../support/taking-over";
import { wanted } from "../support/wanted-early";
import { watchVisitors } from "../support/visitors";

const domain = "blog.certbot.test";
const live = `/etc/letsencrypt/live/${domain}`;
const renew = "certbot renew --force-renewal --no-random-sleep-on-renew";

/** One site whose certificate certbot keeps on the host itself. */
describe("certbot on the host", () => {
  let stack: Stack;
  let zone: string;
  let address: string;
  let token: string;

  const ca = () => ({ directory: status().acme.directoryForHosts, root: { file: status().roots.acme } });
  const http = (): CertificateSource => ({ source: "certbot", challenge: "http-01", ...ca() });
  const dns = (changes: Partial<CertbotCommonSettings> = {}): CertificateSource => ({
    source: "certbot",
    challenge: "dns-01",
    keyType: "rsa-2048",
    names: ["certbot.test", "*.certbot.test"],
    apiUrl: status().apis.cloudflareForHosts,
    ...ca(),
    ...changes,
  });
  const configure = (
    certificate: CertificateSource,
    { maxBodySize = "1m", ...secrets }: StackConfiguration["certificateSecrets"] & { maxBodySize?: string } = {},
  ): Promise<void> => stack.configure({ site: localSite(domain, { certificate, server: { kind: "nginx", maxBodySize } }), certificateSecrets: secrets });
  const watched = (action: () => Promise<unknown>): Promise<Watch> => watchHandshakes(address, domain, 50, async () => void (await action()));
  const served = async (): Promise<readonly string[]> => [...(await watched(() => Promise.resolve())).leaves.keys()];
  const facts = async (): Promise<LeafFacts> => (await stack.resources("tlsup:index:CertbotCertificate"))[0]?.outputs?.facts as LeafFacts;
  const kept = (): string => onHost(address, `openssl x509 -in ${live}/fullchain.pem -outform DER | sha256sum | cut -c1-64`).trim();

  beforeAll(async () => {
    zone = await makeZone("certbot.test");
    stack = await Stack.create("certbot");
  });
  afterAll(() => stack.dispose(), 240_000);

  test("http-01 through the edge, before there is a web server: served, of the CA, and renewed by certbot's timer from then on", async () => {
    await configure(http());
    await stack.up();
    const chain = await stack.chain();
    ({ address } = chain);
    expect((await visit(`https://${domain}/`, status())).status).toBe(200);
    expect(await served()).toEqual([chain.servedSha256]);
    expect(chain.trust).toBe("private");
    const [leaf = "", intermediates = ""] = onHost(address, `cat ${live}/fullchain.pem`).split(/(?<=-----END CERTIFICATE-----\n)(?=-)/);
    expect(opensslVerifies({ root: readFileSync(status().roots.acme, "utf8"), intermediates, leaf }, [domain], new Date())).toBe(true);
    expect(
      onHost(address, "systemctl is-enabled certbot.timer; systemctl is-active tlsup-acme-http; ls /var/lib/tlsup/acme/.well-known/acme-challenge || true")
        .split("\n")
        .filter(Boolean),
    ).toEqual(["enabled", "inactive"]);
    expect(opensslFacts(leaf)).toEqual({ ...(await facts()), key: "prime256v1" });
    await stack.expect("preview", "--expect-no-changes");
  }, 300_000);

  test("`certbot renew` alone: the new certificate is served without a failed handshake, and neither a preview nor a refresh sees a change", async () => {
    const seen = await watched(async () => expect(await alsoOnHost(address, renew)).toMatchObject({ code: 0 }));
    expect({ failures: seen.failures, leaves: seen.leaves.size }).toEqual({ failures: [], leaves: 2 });
    expect([...seen.leaves.keys()].at(-1)).toBe(kept());
    await stack.expect("preview", "--expect-no-changes");
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  }, 240_000);

  test("a push after it keeps the renewed certificate in force, and a refresh reads it back", async () => {
    const renewed = kept();
    await configure(http(), { maxBodySize: "2m" });
    const { leaves, failures } = await watched(() => stack.up("--refresh"));
    expect({ leaves: [...leaves.keys()], failures }).toEqual({ leaves: [renewed], failures: [] });
    expect((await stack.chain()).servedSha256).toBe(renewed);
  }, 240_000);

  describe("what visitors would refuse is not put in force, whatever certbot keeps", () => {
    let authority: TestAuthority;
    let inForce: readonly string[];
    beforeAll(async () => {
      authority = await TestAuthority.create(domain);
      inForce = await served();
      onHost(address, `mkdir /root/kept; cp ${live}/{fullchain,privkey}.pem /root/kept/`);
    });
    afterAll(
      () =>
        void onHost(
          address,
          `for file in fullchain privkey; do cat /root/kept/$file.pem > ${live}/$file.pem; done; rm -r /root/kept; systemctl restart tlsup-renew-${domain}`,
        ),
    );

    test.each(faultyChains)("a certificate $what", async ({ issue, onHost: said }) => {
      const files = { fullchain: await issue(authority), privkey: await authority.key() };
      for (const [name, content] of Object.entries(files)) onHost(address, `base64 -d <<< ${Buffer.from(content).toString("base64")} > ${live}/${name}.pem`);
      const { code, output } = await alsoOnHost(
        address,
        `systemctl restart tlsup-renew-${domain} || { journalctl --no-pager --output=cat --identifier=bash --lines=1 --unit=tlsup-renew-${domain}; exit 3; }`,
      );
      expect({ code, output }).toEqual({ code: 3, output: expect.stringMatching(said) as string });
      expect(await served()).toEqual(inForce);
    });
  });

  test("a renewed certificate that the host refuses is not served; it is told on the host and by a refresh, and the next run puts it in force", async () => {
    const [old] = await served();
    onHost(address, "echo broken > /etc/nginx/conf.d/broken.conf");
    const { output } = await alsoOnHost(address, renew);
    expect(output).toMatch(/deploy.*error code 1/i);
    expect(await served()).toEqual([old]);
    expect(onHost(address, `journalctl --no-pager --unit=tlsup-renew-${domain}`)).toMatch(/broken-before\s.*broken\.conf/);
    expect(await stack.expect("preview", "--refresh")).toContain("the renewed certificate was not put in force");
    const { code, output: failed } = await stack.run("up", "--yes", "--skip-preview", "--refresh");
    expect(code).not.toBe(0);
    expect(failed).toMatch(
      new RegExp(`Cannot put certbot's certificate for ${domain} in force on ${address}: the host's own configuration was broken before.*broken\\.conf`),
    );
    onHost(address, "rm /etc/nginx/conf.d/broken.conf");
    await stack.up("--refresh");
    expect(await served()).toEqual([kept()]);
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  }, 240_000);

  test("a renewal that fails until half of the time for it is over raises an alarm with certbot's reason, and one that succeeds ends it", async () => {
    await configure({ ...http(), alarm: { metrics: "/var/cache" } } as CertificateSource, { alarmWebhook });
    await stack.up();
    expect(await withoutCa(address, domain, () => alsoOnHost(address, renew))).toMatchObject({ code: 1 });
    await makeLate(address, domain);
    expect(alarmed(address, domain)).toEqual([expect.stringMatching(/the certificate is not renewed, .* Reason: .*127\.0\.0\.1.* Run `certbot renew /)]);
    expect(await alsoOnHost(address, renew)).toMatchObject({ code: 0 });
    expect(alarmed(address, domain)).toEqual([expect.anything(), expect.stringContaining("is renewed in time again")]);
    expect(onHost(address, "cat /var/cache/tlsup-*.prom")).toContain(`tlsup_certificate_late{site="https://${domain}/",hop="host"} 0\n`);
  }, 240_000);

  test("what was changed by hand is drift, and is put back", async () => {
    onHost(address, `systemctl disable --now certbot.timer tlsup-ari-${domain}.timer; rm /etc/letsencrypt/renewal-hooks/deploy/tlsup-${domain}`);
    const preview = await stack.expect("preview", "--refresh");
    expect(preview).toContain("certbot.timer is off: nothing renews the certificate");
    expect(preview).toContain(`tlsup-ari-${domain}.timer is off: the CA is not asked`);
    expect(preview).toContain(`/etc/letsencrypt/renewal-hooks/deploy/tlsup-${domain} is missing`);
    const before = kept();
    await stack.up("--refresh");
    expect(kept()).toBe(before);
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  }, 240_000);

  test("a name that does not lead to the host: the CA's reason, and the certificate that is there stays", async () => {
    const before = kept();
    await configure({ ...http(), names: [domain, "nowhere.certbot.test"] } as CertificateSource);
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toMatch(/as certbot failed: nowhere\.certbot\.test: .*could not resolve/);
    expect(output).not.toMatch(/community\.letsencrypt\.org|Traceback/);
    expect([kept(), ...(await served())]).toEqual([before, before]);
  }, 240_000);

  test("dns-01 with a token that may not write names the permission that it lacks; one that may gets a wildcard, and is in its one file alone", async () => {
    await configure(dns(), { cloudflareToken: await tokenFor(zone, ["Zone Read"]) });
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toContain("Zone - DNS - Edit");
    token = await tokenFor(zone, ["Zone Read", "DNS Write"]);
    await configure(dns(), { cloudflareToken: token });
    expect(await stack.expect("preview", "--diff")).not.toContain(token);
    const seen = await watched(() => stack.up());
    expect({ failures: seen.failures, leaves: seen.leaves.size }).toEqual({ failures: [], leaves: 2 });
    expect(await served()).toEqual([(await stack.chain()).servedSha256]);
    expect(opensslFacts(onHost(address, `cat ${live}/cert.pem`))).toEqual({ ...(await facts()), key: "RSA 2048" });
    expect([...(await facts()).dnsNames].sort()).toEqual(["*.certbot.test", "certbot.test"]);
    const places = onHost(address, `grep -rl --exclude-dir=proc --exclude-dir=sys -e ${token} / 2>/dev/null; stat -c %a /etc/letsencrypt/tlsup/${domain}.ini`)
      .trim()
      .split("\n");
    expect(places).toEqual([`/etc/letsencrypt/tlsup/${domain}.ini`, "600"]);
    expect(await stack.state()).not.toMatch(new RegExp(`${token}|PRIVATE KEY`));
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  }, 240_000);

  test("`certbot renew` by dns-01 alone, too, and when the CA wants it early", async () => {
    for (const action of [() => alsoOnHost(address, renew), () => wanted(address, domain)]) {
      const seen = await watched(async () => expect(await action()).toMatchObject({ code: 0 }));
      expect({ failures: seen.failures, leaves: seen.leaves.size }).toEqual({ failures: [], leaves: 2 });
      await stack.expect("preview", "--refresh", "--expect-no-changes");
    }
  }, 240_000);

  test("certbot's certificate, its host and the release that takes it are imported by another stack, whose generated program shows no changes", async () => {
    const { host, hostKey, privateKey, machine } = await propertiesOf(stack, "CertbotLineage");
    const given = { host, hostKey, privateKey };
    const state = await takeOver(stack, [
      { type: "CertbotLineage", id: `${String(machine)}/${domain}`, given },
      { type: "CertbotHost", id: domain, given: { ...given, machine } },
      { type: "Release", id: (await propertiesOf(stack, "Release")).id, given },
    ]);
    expect(state).not.toMatch(new RegExp(`${token}|PRIVATE KEY`));
  }, 240_000);

  test("another e-mail address, and a revocation at the end: the CA is told of the address, and the certificate stays", async () => {
    const before = kept();
    await configure(dns({ email: "me@certbot.test", revokeOnDelete: true }), { cloudflareToken: token });
    await stack.up();
    expect(onHost(address, `certbot show_account --server ${ca().directory} 2> /dev/null`)).toMatch(/Email contacts?: me@certbot\.test/);
    expect([kept(), ...(await served())]).toEqual([before, before]);
  }, 240_000);

  test("another source: in place, and nothing of certbot's is left once the new certificate is proven; the old one is revoked, as was asked for", async () => {
    const old = onHost(address, `cat ${live}/cert.pem`);
    expect(statusAtCa(old)).toMatchObject({ Status: "Valid" });
    await configure({ source: "self-signed" });
    const seen = await watched(() => stack.up());
    expect({ failures: seen.failures, leaves: seen.leaves.size }).toEqual({ failures: [], leaves: 2 });
    expect(
      onHost(
        address,
        "cd /etc/letsencrypt; find $PWD/live archive renewal renewal-hooks tlsup /usr/local/share/ca-certificates /root/.cloudflare -type f -o -name " +
          "'*certbot.test*'; ls -d /etc/systemd/system/tlsup-{renew,alarm,ari}* {/usr/local/lib,/var/lib{,/private}}/tlsup-{alarm,ari} 2> /dev/null || true",
      ).trim(),
    ).toBe("/etc/letsencrypt/live/README");
    expect(onHost(address, "systemctl is-enabled certbot.timer || true").trim()).toBe("disabled");
    expect(statusAtCa(old)).toMatchObject({ Status: "Revoked", Reason: 5 });
  }, 240_000);

  // The last, as visitors who are led to the edge again are waited for: without-edge.test.ts leads them back.
  test("from a host that is locked down to visitors who come straight to it in one run: none of them is asked for the edge's certificate", async () => {
    const lead = async (changes: Partial<SiteConfig>): Promise<void> => {
      await stack.configure({ site: localSite(domain, { certificate: http(), server: { kind: "nginx", maxBodySize: "2m" }, ...changes }) });
      await stack.up();
    };
    await lead({});
    await lead({ lockdown: true });
    const { answers, addresses } = await watchVisitors(domain, status(), 50, () => lead({ proxy: { provider: "cloudflare", proxied: false } }));
    expect([...answers.keys()]).toEqual([200]);
    expect([...addresses].toSorted()).toEqual([status().edge.address, address].toSorted());
  }, 400_000);
});
