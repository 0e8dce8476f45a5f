import { setTimeout as sleep } from "node:timers/promises";
import type { SiteAlias } from "../../components/site/aliases/alias";
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

  const up = async (name: string, kind: (typeof webServers)[number], ...aliases: SiteAlias[]): Promise<void> => {
    await stack.configure({ site: localSite(name, { aliases, server: { kind }, application: { kind: "demo" } }) });
    await stack.up();
  };
  const answers = async (name: string, action: () => Promise<unknown> = () => sleep(300)): Promise<(number | string)[]> => [
    ...new Set([...(await watchVisits(name, status(), 50, action)).keys()].map(named)),
  ];

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
        let old: (number | string)[] = [];
        const renamed = await answers(other, async () => {
          old = await answers(domain, () => up(other, kind));
        });
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
        const both = async (...args: Parameters<typeof up>): Promise<[own: (number | string)[], alias: (number | string)[]]> => {
          let own: (number | string)[] = [];
          const alias = await answers(other, async () => {
            own = await answers(domain, () => up(...args));
          });
          return [own, alias];
        };
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
});
