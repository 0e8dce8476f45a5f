import { watchHandshakes, type Watch } from "../support/handshakes";
import { alarmed, alarmWebhook, hearAlarms, withoutCa } from "../support/alarms-on-host";
import { duePerCertbot } from "../support/certbot-due";
import { alsoOnHost, makeZone, onHost, status } from "../support/local-cloud";
import { moveClock, moveHost } from "../support/moved-host";
import { cutPowerAt } from "../support/power-cuts";
import { until } from "../support/droplets";
import { localSite, Stack } from "../support/program";
import { asked, wanted } from "../support/wanted-early";

const domain = "blog.early.test";
const live = `/etc/letsencrypt/live/${domain}`;

/** One site whose certificate certbot keeps, and whose CA wants another one. */
describe("the CA wants certbot's certificate renewed", () => {
  let stack: Stack;
  let address: string;

  const watched = (action: () => Promise<unknown>): Promise<Watch> => watchHandshakes(address, domain, 50, async () => void (await action()));
  const kept = (): string => onHost(address, `openssl x509 -in ${live}/fullchain.pem -outform DER | sha256sum | cut -c1-64`).trim();

  beforeAll(async () => {
    await makeZone("early.test");
    stack = await Stack.create("early");
    const ca = { directory: status().acme.directoryForHosts, root: { file: status().roots.acme } };
    const certificate = { source: "certbot", challenge: "http-01", alarm: { metrics: "/var/cache" }, ...ca } as const;
    await stack.configure({ site: localSite(domain, { certificate }), certificateSecrets: { alarmWebhook } });
    await stack.up();
    ({ address } = await stack.chain());
  }, 300_000);
  afterAll(() => stack.dispose(), 240_000);

  test("long before certbot's own time: it alone of all on the host is renewed, without a failed handshake, and no run sees a change", async () => {
    const own =
      "cd /etc/letsencrypt; cp -a archive/$0 archive/owner; cp -a live/$0 live/owner; sed s/$0/owner/ renewal/$0.conf > renewal/owner.conf; cd live/owner";
    onHost(address, `bash -c '${own}; for file in *.pem; do ln -sf "$(readlink $file | sed s/$0/owner/)" $file; done' ${domain}`);
    const seen = await watched(async () => expect(await wanted(address, domain)).toMatchObject({ code: 0 }));
    expect({ failures: seen.failures, leaves: seen.leaves.size }).toEqual({ failures: [], leaves: 2 });
    expect([...seen.leaves.keys()]).toEqual([expect.anything(), kept()]);
    const owners = "readlink -f /etc/letsencrypt/live/owner/cert.pem; certbot delete --non-interactive --cert-name owner 2> /dev/null";
    expect(onHost(address, owners)).toMatch(/^\/etc\/letsencrypt\/archive\/owner\/cert1\.pem\n/);
    await stack.expect("preview", "--refresh", "--expect-no-changes");
    // The CA does not want the new one.
    const renewed = kept();
    expect(await asked(address, domain)).toMatchObject({ code: 0 });
    expect([kept(), onHost(address, `systemctl show --property=Result --value tlsup-ari-${domain}`)]).toEqual([renewed, "exec-condition\n"]);
  }, 240_000);

  test("certbot's own time is 30 days before the end, however long a certificate lives, as `tlsup calendar` has it", async () => {
    expect(await duePerCertbot(address, domain, [45, 29], [365, 100])).toEqual([true, false]);
  });

  test("one that the CA wanted early and did not get raises an alarm long before half of the time is over", async () => {
    hearAlarms(address);
    expect(await withoutCa(address, domain, () => wanted(address, domain))).toMatchObject({ code: 1 });
    expect(alarmed(address, domain).at(-1)).toMatch(
      /the CA wanted it before the usual time, .* Reason: .*127\.0\.0\.1.* Run `certbot renew --force-renewal --cert-name/,
    );
    expect(await asked(address, domain)).toMatchObject({ code: 0 });
    expect(alarmed(address, domain).at(-1)).toContain("is renewed in time again");
  }, 240_000);

  const served = async (): Promise<readonly string[]> => [...(await watched(() => Promise.resolve())).leaves.keys()];

  test("a host that loses power before a renewed certificate is in force comes up with the old one, and puts the new one in force by itself", async () => {
    const old = kept();
    const renew = "systemd-run --quiet certbot renew --force-renewal --no-random-sleep-on-renew";
    const timer = `/etc/systemd/system/tlsup-ari-${domain}.timer.d`;
    onHost(address, `mkdir ${timer}; printf '[Timer]\\nOnActiveSec=1s\\nRandomizedDelaySec=0\\n' > ${timer}/now.conf`);
    await cutPowerAt(address, [{ file: `${live}/cert.pem`, pattern: "verify -purpose*" }], renew, async () =>
      expect([kept() === old, ...(await served())]).toEqual([false, old]),
    );
    await until(served, ([leaf = old]) => leaf !== old);
    expect(await served()).toEqual([kept()]);
    onHost(address, `rm -r ${timer}; systemctl daemon-reload`);
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  }, 240_000);

  test("a clock that is months wrong takes no good certificate from visitors; once it is right, what certbot renewed is in force", async () => {
    onHost(address, moveHost);
    const timers = (days: number) => alsoOnHost(address, `${moveClock(days)}; systemctl start tlsup-ari-${domain}; systemctl start certbot; true`);
    const before = kept();
    const seen = await watched(async () => {
      await timers(-200);
      expect(kept()).toBe(before);
      // By this clock, what the CA issues now ended ten days ago.
      await timers(100);
      expect(kept()).not.toBe(before);
      expect(await served()).toEqual([before]);
      await timers(0);
      // Its next try comes within a quarter of an hour.
      expect(onHost(address, `systemctl show -P SubState tlsup-renew-${domain}; systemctl restart tlsup-renew-${domain}`)).toBe("auto-restart\n");
    });
    expect({ failures: seen.failures, leaves: [...seen.leaves.keys()] }).toEqual({ failures: [], leaves: [before, kept()] });
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  }, 240_000);
});
