import { push, remove } from "../../../components/release/push/execution/push";
import type { Release } from "../../../components/release/common/release";
import type { ServerSettings } from "../../../components/server/servers";
import { Host } from "../../support/hosts";
import { SiteInForce } from "../../support/site-in-force";
import { webRelease, webServers } from "../../support/web-release";

const limit = 300_000;
const domain = "first.occupied.test";
const second = "second.occupied.test";

let host: Host;
let site: SiteInForce;

beforeAll(async () => {
  host = await Host.boot("occupied");
  site = await SiteInForce.on(host, domain);
}, limit);
afterAll(() => host.remove(), limit);

/** What visitors of the first site see. */
const page = (): Promise<string> => host.run(`curl --silent --insecure --resolve ${domain}:443:127.0.0.1 https://${domain}/`);

/** A push of a second site is refused in these words, and the first one stays as it is. */
async function expectRefused(release: Release, word: RegExp): Promise<void> {
  const [before, shown] = [await site.photograph(), await page()];
  expect(await host.refusal(release)).toMatch(word);
  expect(await site.photograph()).toBe(before);
  expect(await page()).toBe(shown);
}

test(
  "a port that another site holds is named with that site, and what is in force is not touched",
  async () => {
    await expectRefused(
      await site.next(second, { port: 8000 }),
      /port 8000 is held by tlsup-first\.occupied\.test\.service, which serves the site first\.occupied\.test\. What the host serves was not touched/,
    );
  },
  limit,
);

test.each(["caddy", "apache", "haproxy"] as const)(
  "a web server whose ports another one holds is refused before anything changes: %s beside nginx",
  async (kind: ServerSettings["kind"]) => {
    await expectRefused(
      await webRelease(second, { kind, upstream: "http://127.0.0.1:8000" } as ServerSettings),
      /port 443 is held by nginx\.service, which serves the site first\.occupied\.test/,
    );
  },
  limit,
);

test(
  "a port that a process of no site holds is named with its unit",
  async () => {
    await host.run("systemd-run --quiet --unit=foreign python3 -m http.server 8123");
    await host.run("until ss -Hltn 'sport = :8123' | grep -q .; do sleep 0.1; done");
    await expectRefused(await site.next(second, { port: 8123 }), /port 8123 is held by foreign\.service\. What/);
    await host.run("systemctl stop foreign");
  },
  limit,
);

test(
  "a file that is there and is not tlsup's is named",
  async () => {
    const path = `/etc/nginx/conf.d/tlsup-${second}.conf`;
    await host.run(`echo '# mine' > ${path}`);
    await expectRefused(await site.next(second, { port: 8001 }), new RegExp(`${path} exists and is not tlsup's`));
    await host.run(`rm ${path}`);
  },
  limit,
);

test(
  "a server's configuration that the host's owner has changed is named, where the server ran before",
  async () => {
    const path = "/etc/haproxy/haproxy.cfg";
    await host.run("DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends haproxy > /dev/null");
    const release = await webRelease(second, { kind: "haproxy", upstream: "http://127.0.0.1:8000" });
    expect(await host.refusal(release)).not.toContain(path);
    await host.run(`printf 'frontend own\\n  mode http\\n  bind :8404\\n' >> ${path} && systemctl restart haproxy`);
    await expectRefused(release, new RegExp(`${path} is the configuration of the owner of this host`));
    await host.run("systemctl stop haproxy && apt-get -q purge -y haproxy > /dev/null");
  },
  limit,
);

test(
  "a domain that another site of the host serves is named with that site",
  async () => {
    const other = { ...(await site.next(second, { port: 8001 })), domain };
    await expectRefused(other, /first\.occupied\.test is served by the site first\.occupied\.test of this host/);
  },
  limit,
);

test(
  "another name that another site of the host serves is named with that site, and so is a domain that is another site's other name",
  async () => {
    const other = await site.next(second, { port: 8001 });
    await expectRefused({ ...other, aliases: { [domain]: [] } }, /first\.occupied\.test is served by the site first\.occupied\.test of this host/);
    await host.push({ ...other, aliases: { "www.occupied.test": [] } });
    expect(await host.refusal({ ...(await site.next("third.occupied.test", { port: 8002 })), domain: "www.occupied.test" })).toContain(
      `www.occupied.test is served by the site ${second} of this host`,
    );
    await remove(host.destination, { site: second, domain: second, aliases: { "www.occupied.test": [] } });
  },
  limit,
);

test(
  "two sites on one host each have their own application",
  async () => {
    await host.push(await site.next(second, { port: 8001, greeting: "Second" }));
    expect(await page()).toContain("Hello");
    expect(await host.run(`curl --silent --insecure --resolve ${second}:443:127.0.0.1 https://${second}/`)).toContain("Second");
    await remove(host.destination, { site: second, domain: second, aliases: {} });
  },
  limit,
);

test(
  "a unit that does not stay up is not proven, and its own words say why",
  async () => {
    const release = await site.next(second, { port: 8001 });
    const broken = { ...release, files: { ...release.files, "application/demo.py": 'import sys\nsys.exit("the database is gone")\n' } };
    // The server in front answers with 502 by itself: below 500 is asked of the application.
    expect(await host.refusal(broken)).toMatch(/rolled back/);
    const silent = { ...broken, probes: [{ protocol: "tls", serverName: second, port: 443 }] } as Release;
    // It is started again each second, so the last look may find it running.
    expect(await host.refusal(silent)).toMatch(
      /tlsup-second\.occupied\.test\.service (?:is \w+|does not listen on port 8001): the database is gone, for 20 seconds. It was rolled back/,
    );
    await site.expectServed();
  },
  limit,
);

describe.each(webServers.filter((kind) => kind !== "gunicorn"))("%s that cannot start", (kind) => {
  test(
    "is told with the line that says why",
    async () => {
      const other = await Host.boot(`cause-${kind}`);
      try {
        const release = await webRelease(second, { kind, upstream: "http://127.0.0.1:8000" } as ServerSettings);
        const healthy = { ...release, probes: release.probes.map(({ serverName, port }) => ({ protocol: "tls", serverName, port })) } as Release;
        await push(other.destination, healthy);
        await remove(other.destination, healthy);
        // Its port is free when it is looked at, and taken when the server starts.
        await other.run(
          (
            "mkdir -p /etc/systemd/system/UNIT.d; printf '[Service]\\nExecStartPre=+/usr/bin/systemd-run --quiet --unit=thief python3 -m http.server " +
            '80\\nExecStartPre=+/bin/sh -c "until ss -Hltn sport = :80 | grep -q .; do sleep 0.1; done"\\n\' > /etc/systemd/system/UNIT.d/thief.conf'
          ).replaceAll("UNIT", release.services[0]!.unit),
        );
        expect(await other.refusal(healthy)).toMatch(/could not be started: .*[Aa]ddress already in use|could not be started: .*cannot bind socket/);
      } finally {
        await other.remove();
      }
    },
    limit,
  );
});
