import { X509Certificate } from "node:crypto";
import type { CertificateSource } from "../../components/certificate/sources";
import { alarmed, alarmWebhook, hearAlarms } from "../support/alarms-on-host";
import { suggestNow } from "../support/ca-management";
import { until } from "../support/droplets";
import { watchHandshakes, type Watch } from "../support/handshakes";
import { KeptKeys, ownPlaces } from "../support/kept-keys";
import { alsoOnHost, makeZone, onHost, status } from "../support/local-cloud";
import { moveClock, moveHost } from "../support/moved-host";
import { cutPowerAt, type Moment } from "../support/power-cuts";
import { localSite, Stack } from "../support/program";

const domain = "blog.mishaps.test";
const unit = `tlsup-acme-${domain}`;
const state = `/var/lib/tlsup-acme/${domain}`;

/** One site whose certificate the host renews by itself, through power cuts and with clocks that are wrong. */
describe("a host that renews", () => {
  let stack: Stack;
  let address: string;
  let keys: KeptKeys;

  const watched = (action: () => Promise<unknown>): Promise<Watch> => watchHandshakes(address, domain, 50, async () => void (await action()));
  const served = async (): Promise<readonly string[]> => [...(await watched(() => Promise.resolve())).leaves.keys()];
  const newest = (): string => onHost(address, `cat ${state}/live/fullchain.pem`);
  const fingerprint = (): string => new X509Certificate(newest()).fingerprint256.replaceAll(":", "").toLowerCase();
  const configure = (certificate: CertificateSource, changes: object = {}): Promise<void> =>
    stack.configure({ site: localSite(domain, { certificate, ...changes }), certificateSecrets: { alarmWebhook } });
  /** What its timer does, after the CA may be asked again. */
  const renew = (): Promise<{ readonly code: number; readonly output: string }> =>
    alsoOnHost(address, `rm -f ${state}/suggestion.json; systemctl start ${unit}`);

  beforeAll(async () => {
    await makeZone("mishaps.test");
    stack = await Stack.create("mishaps");
    keys = new KeptKeys(stack);
    const { acme, roots } = status();
    await configure({
      source: "lets-encrypt",
      renewal: "host",
      directory: acme.directoryForHosts,
      root: { file: roots.acme },
      alarm: { metrics: "/var/cache" },
    });
    await stack.up();
    ({ address } = await stack.chain());
  }, 300_000);
  afterAll(async () => {
    keys.stop();
    await stack.dispose();
  }, 240_000);

  test("a host that loses power at every stage of a renewal comes up with the old certificate, and its timer ends that same renewal", async () => {
    const [old = ""] = await served();
    const release = `/opt/tlsup/${domain}`;
    const moments: readonly Moment[] = [
      { file: `${state}/next/privkey.pem`, pattern: "req -new*" },
      { file: `${state}/next/order.json`, pattern: "dgst *" },
      { file: `${state}/next/fullchain.pem`, pattern: "verify -attime*" },
      { file: `${release}/.pending`, pattern: "s_client *" },
    ];
    // In place of some minutes after the boot. By a clock that was ahead, the timer's last start is in the future.
    const timer = `cd /etc/systemd/system; mkdir ${unit}.timer.d; printf '[Timer]\\nOnActiveSec=1s\\nRandomizedDelaySec=0\\n' > ${unit}.timer.d/now.conf`;
    onHost(address, `${timer}; rm -f ${state}/suggestion.json; touch -d '+2 years' /var/lib/systemd/timers/stamp-${unit}.timer`);
    suggestNow(newest());
    const number = (): number => Number(onHost(address, `readlink ${state}/live`));
    const before = number();
    const seen: { readonly leaf: string; readonly key: string; readonly order: string }[] = [];
    await cutPowerAt(address, moments, `systemctl start --no-block ${unit}`, async () => {
      const [leaf = ""] = await until(served, (leaves) => leaves.length > 0);
      const look = "sha256sum < $([ -e next ] && echo next || echo live)/privkey.pem; cat next/order.json 2> /dev/null || true";
      const [key = "", order = ""] = onHost(address, `cd ${state}; ${look}`).split("\n");
      seen.push({ leaf, key, order });
    });
    await until(served, ([leaf = old]) => leaf !== old);
    expect(await served()).toEqual([fingerprint()]);
    // The key of the first try, the order of the second, and one certificate.
    const [key, order] = [seen[0]?.key, seen[1]?.order];
    expect(seen).toEqual([
      { leaf: old, key, order: "" },
      { leaf: old, key, order: expect.stringContaining("https://") as string },
      { leaf: old, key, order },
      { leaf: fingerprint(), key, order: "" },
    ]);
    expect(number()).toBe(before + 1);
    onHost(address, `rm -r /etc/systemd/system/${unit}.timer.d; systemctl daemon-reload`);
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  }, 400_000);

  test("a clock that is months ahead or behind makes no renewal and takes none away; once it is right, a renewal is as ever", async () => {
    const kept = fingerprint();
    onHost(address, moveHost);
    hearAlarms(address);
    const seen = await watched(async () => {
      for (const [days, late] of [
        [200, "is not renewed"],
        [-200, "in time again"],
        [0, "in time again"],
      ] as const) {
        onHost(address, moveClock(days));
        expect(await renew()).toMatchObject({ code: 0 });
        const told = alarmed(address, domain).filter((line) => line.startsWith("/canary-hook"));
        expect([fingerprint(), told.at(-1)]).toEqual([kept, expect.stringContaining(late)]);
      }
      suggestNow(newest());
      expect(await renew()).toMatchObject({ code: 0 });
    });
    expect({ failures: seen.failures, leaves: [...seen.leaves.keys()] }).toEqual({ failures: [], leaves: [kept, fingerprint()] });
  }, 240_000);

  test("a clock that is ahead makes a self-signed certificate that is not valid yet; it is made anew once the clock is right", async () => {
    await configure({ source: "self-signed", renewal: "host", alarm: { metrics: "/var/cache" } });
    await stack.up();
    const seen = await watched(async () => {
      for (const days of [400, 0]) {
        onHost(address, moveClock(days));
        expect(await renew()).toMatchObject({ code: 0 });
        expect(Date.parse(new X509Certificate(newest()).validFrom)).toBeCloseTo(Date.now() + days * 86_400_000, -6);
      }
    });
    expect({ failures: seen.failures, leaves: seen.leaves.size }).toEqual({ failures: [], leaves: 3 });
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  }, 240_000);

  test("the keys of a push that is rolled back, and of a machine that is replaced, go nowhere; the new machine makes its own", async () => {
    const certificate: CertificateSource = { source: "self-signed", renewal: "host" };
    await configure(certificate, { server: { kind: "nginx", upstream: "http://127.0.0.1:9" }, application: undefined });
    const { code, output } = await stack.run("up", "--yes", "--skip-preview", "-v=9", "--logtostderr", "--logflow");
    keys.hear(output);
    expect([code, output.includes("It was rolled back")]).toEqual([1, true]);
    expect(await keys.places(address)).toEqual(ownPlaces);
    const old = fingerprint();
    await configure(certificate);
    const [machine] = await stack.resources("digitalocean:index/droplet:Droplet");
    keys.hear(await stack.up("-v=9", "--logtostderr", "--logflow", "--replace", machine?.urn ?? ""));
    ({ address } = await stack.chain());
    expect(fingerprint()).not.toBe(old);
    // The new machine has no account at a CA.
    expect(await keys.places(address)).toEqual(ownPlaces.filter((place) => !place.includes("account")));
  }, 300_000);
});
