import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { push, remove } from "../../../components/release/push/execution/push";
import type { Application } from "../../../components/application/application";
import type { Release } from "../../../components/release/common/release";
import type { ServedAlias } from "../../../components/server/common/served-name";
import { servedLeaf, watchHandshakes } from "../../support/handshakes";
import { Host, leafOf } from "../../support/hosts";
import { inTurn } from "../../support/turns";
import { webRelease, webServers, withNewCertificate, type CertifiedRelease } from "../../support/web-release";

const limit = 300_000;
const [first, second] = ["first.rename.test", "second.rename.test"];

const files = mkdtempSync(join(tmpdir(), "tlsup-rename-"));
writeFileSync(join(files, "index.html"), "one");

let host: Host;

beforeAll(async () => {
  host = await Host.boot("rename");
}, limit);
afterAll(async () => {
  rmSync(files, { recursive: true });
  await host.remove();
}, limit);

/** A site that keeps its name on the host when its domain becomes another one. */
const siteOf = async (domain: string, kind: (typeof webServers)[number], application: Application = { kind: "demo" }): Promise<CertifiedRelease> =>
  withNewCertificate(await webRelease(domain, { kind }, [], application, {}, "renamed"));

type Other = readonly [application: Application, word: string];
const same: Other = [{ kind: "demo" }, "tlsup"];

/** What replaces the first application, and what replaces that, each with a word of its page. gunicorn would restart for another one, and keeps the first. */
const othersOf = (kind: (typeof webServers)[number]): readonly [Other, Other] => {
  if (kind === "gunicorn") return [same, same];
  const program = (GREETING: string): Application => ({ kind: "demo", port: 18_001, environment: { GREETING } });
  return [
    [kind === "haproxy" ? program("one") : { kind: "static", directory: files }, "one"],
    [program("two"), "two"],
  ];
};

const activate = "bash /opt/tlsup/renamed/current/.tlsup/activate";
const home = "/opt/tlsup/renamed";

/** What a name answers with on port 80 of the host to a CA. */
const proof = (name: string): Promise<string> =>
  host.run(`curl --silent --max-time 5 --resolve ${name}:80:127.0.0.1 http://${name}/.well-known/acme-challenge/token || true`);

/** A command that prints the status that a domain answers with on the host, or why it does not. */
const asking = (domain: string): string =>
  `curl --silent --show-error --insecure --output /dev/null --write-out '%{http_code}' --max-time 5 ` +
  `--resolve ${domain}:443:127.0.0.1 https://${domain}/ 2>&1 || true`;
const status = (domain: string): Promise<string> => host.run(asking(domain));
const page = (domain: string): Promise<string> => host.run(`curl --silent --insecure --resolve ${domain}:443:127.0.0.1 https://${domain}/`);

describe.each(inTurn(webServers))("a site behind %s gets another domain and another application", (kind) => {
  let [old, renamed] = [] as unknown as [Release, Release];
  const [replacing, last] = othersOf(kind);
  const expectPages = async ([, word]: Other): Promise<void> => {
    expect([await status(first), await status(second)]).toEqual(["200", "200"]);
    for (const domain of [first, second]) expect(await page(domain)).toContain(word);
  };

  test(
    "the new one is served, and at the old one, which goes on with its own certificate, the same: no handshake of either fails",
    async () => {
      old = await siteOf(first, kind);
      renamed = await siteOf(second, kind, replacing[0]);
      await push(host.destination, old);
      const watch = await watchHandshakes(host.address, first, 20, async () => void (await push(host.destination, renamed)));
      expect({ failures: watch.failures, leaves: [...watch.leaves.keys()] }).toEqual({ failures: [], leaves: [leafOf(old)] });
      const after = await watchHandshakes(host.address, second, 20, () => Promise.resolve());
      expect([...after.leaves.keys()]).toEqual([leafOf(renamed)]);
      await expectPages(replacing);
    },
    limit,
  );

  test(
    "the old one is still served after a push of one more application, as its record may be there",
    async () => {
      renamed = await siteOf(second, kind, last[0]);
      const watch = await watchHandshakes(host.address, first, 20, async () => void (await push(host.destination, renamed)));
      expect({ failures: watch.failures, leaves: [...watch.leaves.keys()] }).toEqual({ failures: [], leaves: [leafOf(old)] });
      await expectPages(last);
    },
    limit,
  );

  test(
    "what serves the old one goes when it is removed, but not before its last visitors are there, and the site stays",
    async () => {
      const waiting = `/usr/bin/sleep.real "$@"; [ "$1" != 5 ] || { ${asking(first)}; } > /root/waited`;
      await host.run(`mv /usr/bin/sleep /usr/bin/sleep.real; base64 -d <<< ${btoa(`#!/bin/bash\n${waiting}\n`)} > /usr/bin/sleep; chmod 755 /usr/bin/sleep`);
      const watch = await watchHandshakes(host.address, second, 20, () => remove(host.destination, old));
      expect({ failures: watch.failures, leaves: [...watch.leaves.keys()] }).toEqual({ failures: [], leaves: [leafOf(renamed)] });
      expect(await host.run("mv /usr/bin/sleep.real /usr/bin/sleep; cat /root/waited; rm /root/waited")).toBe("200");
      expect(await host.run(`grep -rlF ${first} /opt/tlsup/renamed/current/ || true`)).toBe("");
      expect(await host.run("find /opt/tlsup -maxdepth 1 -type l -printf '%f %l\\n'")).toBe(`${second} renamed`);
      await remove(host.destination, renamed);
      expect(await host.run("ls -A /opt; find /etc -lname '/opt/tlsup/*'")).not.toMatch(/tlsup/);
    },
    limit,
  );
});

describe.each(inTurn(webServers))("of a site behind %s, two other names are taken off, and one comes back", (kind) => {
  const [gone, back] = ["gone.rename.test", "back.rename.test"];

  test(
    "it is served by the site again, the other one as before, and that one goes when the release with both is removed",
    async () => {
      const siteWith = (...names: string[]) =>
        webRelease(
          first,
          { kind },
          [],
          { kind: "demo" },
          {},
          "renamed",
          names.map((name) => ({ name, redirect: false })),
        );
      const [both, none, one] = [await siteWith(gone, back), await siteWith(), await siteWith(back)];
      for (const release of [both, none]) await push(host.destination, release);
      const leaves = (): Promise<string[]> => Promise.all([gone, back].map((name) => servedLeaf(host.address, name)));
      expect(await leaves()).toEqual([leafOf(both), leafOf(both)]);
      const watch = await watchHandshakes(host.address, gone, 20, async () => void (await push(host.destination, one)));
      expect({ failures: watch.failures, leaves: [...watch.leaves.keys()] }).toEqual({ failures: [], leaves: [leafOf(both)] });
      expect([await leaves(), await status(gone), await status(back)]).toEqual([[leafOf(both), leafOf(one)], "200", "200"]);
      await remove(host.destination, both);
      expect(await host.run(`grep -rlF ${gone} ${home}/current/ || true`)).toBe("");
      expect([await servedLeaf(host.address, back), await status(back)]).toEqual([leafOf(one), "200"]);
      await remove(host.destination, one);
    },
    limit,
  );
});

// HAProxy prefers ECDSA to a name that fits better.
describe.each(inTurn(webServers.flatMap((kind) => [[kind, "ecdsa", "rsa-2048"] as const, [kind, "rsa-2048", "ecdsa"] as const])))(
  "behind %s, a certificate with %s is for a domain and one with %s for a wildcard that covers it",
  (kind, key, keyOfWildcard) => {
    let [exact, covering] = [] as unknown as [Release, Release];

    beforeAll(async () => {
      const release = (domain: string, ...aliases: ServedAlias[]) => webRelease(domain, { kind }, [], { kind: "demo" }, {}, "renamed", aliases);
      exact = await withNewCertificate(await release(first), { key });
      covering = await withNewCertificate(await release("a.second.rename.test", { name: "*.rename.test", redirect: false }), { key: keyOfWildcard });
    }, limit);
    afterAll(() => remove(host.destination, exact), limit);

    const during = async (next: Release): Promise<unknown> => {
      const { failures, leaves } = await watchHandshakes(host.address, first, 20, async () => void (await push(host.destination, next)));
      return { failures, leaves: [...leaves.keys()] };
    };

    test(
      "a domain that such a wildcard replaces is served by it at once, and after it is removed",
      async () => {
        await push(host.destination, exact);
        expect(await during(covering)).toEqual({ failures: [], leaves: [leafOf(exact), leafOf(covering)] });
        await remove(host.destination, exact);
        expect(await status(first)).toBe("200");
      },
      limit,
    );

    test(
      "a domain that replaces such a wildcard is served with its own certificate, and other names below it as before",
      async () => {
        expect(await during(exact)).toEqual({ failures: [], leaves: [leafOf(covering), leafOf(exact)] });
        expect([await status("other.rename.test"), await servedLeaf(host.address, "other.rename.test")]).toEqual(["200", leafOf(covering)]);
      },
      limit,
    );
  },
);

describe.each(inTurn(["nginx", "apache", "caddy"] as const))("a CA asks a host behind %s for a name that no site there serves yet", (kind) => {
  const other = `other.${second}`;
  let [old, renamed] = [] as unknown as [Release, Release];

  beforeAll(async () => {
    old = await siteOf(first, kind);
    renamed = await siteOf(second, kind);
    await push(host.destination, old);
    await host.run("mkdir -p /var/lib/tlsup/acme/.well-known/acme-challenge; echo proof > /var/lib/tlsup/acme/.well-known/acme-challenge/token");
  }, limit);
  afterAll(() => remove(host.destination, renamed), limit);

  test(
    "it is answered, other visitors of that name are led to the domain, and those of the site and of other names find what they found",
    async () => {
      const before = [await proof(second), await proof(other)];
      const watch = await watchHandshakes(host.address, first, 20, async () => void (await host.run(`${activate} answer ${home} ${first} ${second}`)));
      expect({ failures: watch.failures, leaves: [...watch.leaves.keys()] }).toEqual({ failures: [], leaves: [leafOf(old)] });
      expect(await host.run("ls /run/tlsup-answers/renamed; findmnt -no FSTYPE -T /run/tlsup-answers/renamed")).toBe(`${second}\ntmpfs`);
      expect([await proof(second), await proof(other)]).toEqual(["proof", before[1]]);
      const led = `curl -sik --resolve ${second}:443:127.0.0.1 --resolve ${second}:80:127.0.0.1`;
      expect(await host.run(`${led} https://${second}/a?b`)).toMatch(new RegExp(`^location: https://${first}/a\\?b\r?$`, "im"));
      expect(await host.run(`${led} http://${second}/a?b`)).toMatch(new RegExp(`^location: https://${first}/a\\?b\r?$`, "im"));
      expect(await host.run(`${led} https://${second}/.well-known/acme-challenge/token`)).toMatch(/proof$/);
      // The order was killed: its time is up.
      await host.run(`touch -d '15 minutes ago' /run/tlsup-answers/renamed/*; ${activate} drop ${home}`);
      expect([await host.run("ls /run/tlsup-answers/renamed"), await proof(second)]).toEqual(["", before[0]]);
    },
    limit,
  );

  test(
    "a configuration of the owner's that the server refuses is told in words, and costs no visitor",
    async () => {
      const file = {
        nginx: "/etc/nginx/conf.d/broken.conf",
        apache: "/etc/apache2/sites-enabled/broken.conf",
        caddy: "/opt/tlsup/renamed/current/former/caddy/broken.caddy",
      }[kind];
      await host.run(`printf 'broken {\\n  broken\\n}\\n' > ${file}`);
      const said = await host.run(`${activate} answer ${home} ${second} || echo "code $?"`);
      expect(said).toMatch(/^refused\t.*broken[^]*code 10$/m);
      expect([await host.run(`rm ${file}; ls /run/tlsup-answers/renamed`), await status(first)]).toEqual(["", "200"]);
    },
    limit,
  );

  test(
    "killed at any moment: the site is served, and the push that has the name takes it over",
    async () => {
      for (const seconds of [0.05, 0.15, 0.3, 0.5, 0.8]) {
        await host.run(`timeout --signal=KILL ${seconds} ${activate} answer ${home} ${second}; true`);
        expect(await status(first)).toBe("200");
      }
      await host.run(`${activate} answer ${home} ${second}`);
      const watch = await watchHandshakes(host.address, first, 20, async () => void (await push(host.destination, renamed)));
      expect({ failures: watch.failures, leaves: [...watch.leaves.keys()] }).toEqual({ failures: [], leaves: [leafOf(old)] });
      expect([await host.run("ls /run/tlsup-answers/renamed"), await status(second), await proof(second)]).toEqual(["", "200", "proof"]);
    },
    limit,
  );
});
