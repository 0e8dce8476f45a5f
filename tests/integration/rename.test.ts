import { setTimeout as sleep } from "node:timers/promises";
import type { CertificateSource } from "../../components/certificate/sources";
import type { SiteAlias } from "../../components/site/aliases/alias";
import type { SiteConfig } from "../../components/site/site-config";
import { onHost, status } from "../support/local-cloud";
import { until } from "../support/droplets";
import { KeptKeys, ownPlaces } from "../support/kept-keys";
import { localSite, Stack } from "../support/program";
import { inTurn } from "../support/turns";
import { watchVisits } from "../support/visits";
import { webServers } from "../support/web-release";

const limit = 600_000;

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

  describe.each(inTurn(webServers))("behind %s", (kind) => {
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

  /** Without a name's visitors before it is proven, who get the edge's error from a server that has no TLS for it, or 421. */
  const afterProof = (answers: readonly (number | string)[]): (number | string)[] =>
    answers.filter((answer) => answer !== 421 && !/^525 .*(unrecognized name|alert internal error)/s.test(String(answer)));
  const isLost = (answer: number | string): boolean => ![200, 308, gone].includes(answer);
  const ca = (): { readonly directory: string; readonly root: { readonly file: string } } => ({
    directory: status().acme.directoryForHosts,
    root: { file: status().roots.acme },
  });

  // Each of these has one of the programs that prove names on the host.
  test.each(inTurn(["nginx", "apache", "caddy"] as const))(
    "behind %s, with a certificate proven on the host by http-01: another domain and an added name, a lock and one that goes, and the domain from before",
    async (kind) => {
      await up(domain, kind);
      const certificate: CertificateSource =
        kind === "nginx" ? { source: "certbot", challenge: "http-01", ...ca() } : { source: "lets-encrypt", renewal: "host", ...ca() };
      const added = `${kind}.example.test`;
      let alias: (number | string)[] = [];
      const [old, renamed] = await answersOfBoth(domain, other, async () => {
        alias = await answers(added, () => bring(other, kind, { certificate, aliases: [{ name: added }] }));
      });
      // Caddy has no TLS for a name that it does not know, as the next domain is from its record to the beginning of the order.
      const fresh = [renamed, alias].map((seen) => (kind === "caddy" ? afterProof(seen) : seen).filter(isLost));
      expect([old.filter((answer) => answer !== 200 && answer !== gone), ...fresh]).toEqual([[], [], []]);
      expect([await answers(other), await answers(added), await answers(domain)]).toEqual([[200], [308], [gone]]);
      const [own, removed] = await answersOfBoth(other, added, () => bring(other, kind, { certificate, lockdown: true }));
      expect([own, removed.filter((answer) => answer !== 308 && answer !== gone), await answers(added)]).toEqual([[200], [], [gone]]);
      const [left, back] = await answersOfBoth(other, domain, () => bring(domain, kind, { certificate, lockdown: true }));
      expect([left.filter((answer) => answer !== 200 && answer !== gone), afterProof(back).filter(isLost)]).toEqual([[], []]);
      expect([await answers(domain), await answers(other)]).toEqual([[200], [gone]]);
      await stack.expect("preview", "--refresh", "--expect-no-changes");
    },
    limit,
  );

  // These answer a CA for every name.
  test.each(inTurn(["haproxy", "gunicorn"] as const))(
    "behind %s, locked down, with a certificate proven on the host by http-01: another domain, no visitor of the one from before fails, " +
      "and the keys of both are on the host alone",
    async (kind) => {
      const locked: Partial<SiteConfig> = { certificate: { source: "lets-encrypt", renewal: "host", ...ca() }, lockdown: true };
      await bring(domain, kind, locked);
      const keys = new KeptKeys(stack);
      const [, ...kept] = ownPlaces;
      const outsideOfServers = async (): Promise<string[]> => {
        const places = await keys.places((await stack.chain()).address);
        // A server has its own copy in its release, or in the folder of its unit.
        return places.filter((place) => !/^600 [\w-]+ \/(opt\/tlsup\/\*|run\/tlsup-[^/]+)\//.test(place));
      };
      try {
        expect(await outsideOfServers()).toEqual(kept);
        const [old, renamed] = await answersOfBoth(domain, other, () => bring(other, kind, locked));
        expect([old.filter((answer) => answer !== 200 && answer !== gone), renamed.filter((answer) => ![200, 421, gone].includes(answer))]).toEqual([[], []]);
        expect([await answers(other), await answers(domain)]).toEqual([[200], [gone]]);
        expect(await outsideOfServers()).toEqual(kept);
      } finally {
        keys.stop();
      }
      [domain, other] = [other, domain];
    },
    limit,
  );
});
