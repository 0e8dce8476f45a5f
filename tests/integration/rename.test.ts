import { setTimeout as sleep } from "node:timers/promises";
import type { CertificateSource } from "../../components/certificate/sources";
import type { SiteAlias } from "../../components/site/aliases/alias";
import type { SiteConfig } from "../../components/site/site-config";
import { onHost, status } from "../support/local-cloud";
import { until } from "../support/droplets";
import { localSite, Stack } from "../support/program";
import { watchVisits } from "../support/visits";
import { webServers } from "../support/web-release";

const limit = 300_000;

/** For a name that has no record the edge has no certificate, and on a connection that is open already it answers with 409. */
const gone = "gone";
const named = (answer: number | string): number | string => (answer === 409 || /alert handshake failure/.test(String(answer)) ? gone : answer);

/** A site whose domain becomes another one, by the real engine, while visitors come by both names through the edge. */
describe("a site gets another domain", () => {
  let stack: Stack;
  let [domain, other] = ["first.example.test", "second.example.test"];

  const bring = async (name: string, kind: (typeof webServers)[number], changes: Partial<SiteConfig>): Promise<void> => {
    await stack.configure({ site: localSite(name, { server: { kind }, application: { kind: "demo" }, ...changes }) });
    await stack.up();
  };
  const up = (name: string, kind: (typeof webServers)[number], ...aliases: SiteAlias[]): Promise<void> => bring(name, kind, { aliases });
  const answers = async (name: string, action: () => Promise<unknown> = () => sleep(300)): Promise<(number | string)[]> => [
    ...new Set([...(await watchVisits(name, status(), 50, action)).keys()].map(named)),
  ];

  /** What visitors of one name and of another one get during a change. */
  const answersOfBoth = async (
    one: string,
    another: string,
    change: () => Promise<unknown>,
  ): Promise<[one: (number | string)[], another: (number | string)[]]> => {
    let seen: (number | string)[] = [];
    const seenToo = await answers(another, async () => {
      seen = await answers(one, change);
    });
    return [seen, seenToo];
  };

  beforeAll(async () => {
    stack = await Stack.create("rename");
  }, limit);
  afterAll(() => stack.dispose(), limit);

  describe.each(webServers)("behind %s", (kind) => {
    beforeAll(() => up(domain, kind), limit);

    test(
      "no visitor of either name fails, and the site keeps its place on the host",
      async () => {
        const address = String((await stack.outputs()).address);
        const home = onHost(address, `readlink -f /opt/tlsup/${domain}`).trim();
        const [old, renamed] = await answersOfBoth(domain, other, () => up(other, kind));
        expect([...old, ...renamed].filter((answer) => answer !== 200 && answer !== gone)).toEqual([]);
        expect([await answers(other), await answers(domain)]).toEqual([[200], [gone]]);
        expect(onHost(address, `readlink -f /opt/tlsup/${other}`).trim()).toBe(home);
        expect(onHost(address, `ls /opt/tlsup; grep -rlF ${domain} ${home}/current/ || true`)).not.toContain(domain);
        await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
        await stack.expect("refresh", "--yes", "--expect-no-changes");
        [domain, other] = [other, domain];
      },
      limit,
    );

    test(
      "another name is added, serves the site and redirects again, changes places with the domain and goes, and no visitor of either fails",
      async () => {
        const both = (...args: Parameters<typeof up>): ReturnType<typeof answersOfBoth> => answersOfBoth(domain, other, () => up(...args));
        const [ownWhileAdded, added] = await both(domain, kind, { name: other });
        expect([ownWhileAdded, added.toSorted()]).toEqual([[200], [308, gone]]);
        // The others keep a file for each name, as nginx does. The edge may keep a connection to a worker of gunicorn that is being replaced.
        for (const redirect of ["nginx", "haproxy", "gunicorn"].includes(kind) ? [false, true] : []) {
          const [own, turned] = await both(domain, kind, { name: other, redirect });
          expect([own, turned.filter((answer) => answer !== 200 && answer !== 308)]).toEqual([[200], []]);
          await until(
            () => answers(other),
            (seen) => seen.join() === (redirect ? "308" : "200"),
          );
        }
        // A worker of gunicorn that is being replaced answers on connections that are kept open as it did before.
        expect((await both(other, kind, { name: domain })).flat().filter((answer) => answer !== 200 && answer !== 308)).toEqual([]);
        const address = String((await stack.outputs()).address);
        const asked = onHost(address, `curl -sik --resolve ${domain}:443:127.0.0.1 'https://${domain}/a%2Fb?c=d%20e'`);
        expect(asked).toMatch(new RegExp(`^HTTP/\\S+ 308[^]*^location: https://${other}/a%2Fb\\?c=d%20e\r$`, "im"));
        await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
        const [removed, kept] = await both(other, kind);
        // HAProxy and gunicorn serve the site by a name that is on its way out.
        expect([removed.filter((answer) => ![308, 200, gone].includes(answer)), kept, await answers(domain)]).toEqual([[], [200], [gone]]);
        expect(onHost(address, `grep -rlF ${domain} $(readlink -f /opt/tlsup/${other})/current/ || true`)).toBe("");
        [domain, other] = [other, domain];
      },
      limit,
    );
  });

  // HAProxy and gunicorn answer a CA for every name. Each of these has one of the programs that prove names on the host.
  test.each(["nginx", "apache", "caddy"] as const)(
    "behind %s, with a certificate proven on the host by http-01: another domain, an added name, and one that goes; no visitor of a served name fails",
    async (kind) => {
      await up(domain, kind);
      const ca = { directory: status().acme.directoryForHosts, root: { file: status().roots.acme } };
      const certificate: CertificateSource =
        kind === "nginx" ? { source: "certbot", challenge: "http-01", ...ca } : { source: "lets-encrypt", renewal: "host", ...ca };
      const added = `${kind}.example.test`;
      // Caddy has no TLS for a name that it does not know, as the next domain is from its record to the beginning of the order.
      const isLost = (answer: number | string): boolean =>
        ![200, 308, gone].includes(answer) && !(kind === "caddy" && /^525 .*alert internal error/s.test(String(answer)));
      const [old, renamed] = await answersOfBoth(domain, other, () => bring(other, kind, { certificate }));
      expect([old.filter((answer) => answer !== 200 && answer !== gone), renamed.filter(isLost)]).toEqual([[], []]);
      expect([await answers(other), await answers(domain)]).toEqual([[200], [gone]]);
      for (const aliases of [[{ name: added }], []]) {
        const [own, alias] = await answersOfBoth(other, added, () => bring(other, kind, { certificate, aliases }));
        expect([own, alias.filter(isLost), await answers(added)]).toEqual([[200], [], [aliases.length === 0 ? gone : 308]]);
      }
      await stack.expect("preview", "--refresh", "--expect-no-changes");
      [domain, other] = [other, domain];
    },
    limit,
  );

  test(
    "while only the edge may ask the host, a certificate that the host proves is obtained for another domain through an edge that redirects to https",
    async () => {
      const certificate: CertificateSource = {
        source: "lets-encrypt",
        renewal: "host",
        directory: status().acme.directoryForHosts,
        root: { file: status().roots.acme },
      };
      // The others let the CA in by a configuration that a test of the host has.
      await bring(domain, "haproxy", { certificate, lockdown: true });
      await bring("locked.example.test", "haproxy", { certificate, lockdown: true });
      expect(await answers("locked.example.test")).toEqual([200]);
    },
    limit,
  );
});
