import type { SiteConfig } from "../../components/site/site-config";
import { claimsName } from "../../components/edge/cloudflare/zone/zone-setting";
import { check } from "../support/check";
import { cloudflare, makeZone, status, visit } from "../support/local-cloud";
import { localSite, Stack } from "../support/program";
import { watchVisits } from "../support/visits";

const zone = "shared.test";
const elsewhere = "elsewhere.test";
const limit = 300_000;
/** Milliseconds between two visits of a site. */
const pace = 40;

type Action = () => Promise<unknown>;

/** Two sites whose stacks know nothing of each other, but for what is the whole zone's. Visitors come to whichever is there, all the while. */
describe("two stacks in one zone", () => {
  let zoneId: string;
  let elsewhereId: string;
  let left: Stack;
  let right: Stack;

  const domainOf = ({ name }: Stack): string => `${name}.${zone}`;
  const lead = async (stack: Stack, changes: Partial<SiteConfig>): Promise<void> => {
    await stack.configure({ site: localSite(domainOf(stack), changes) });
    await stack.up();
  };
  async function undisturbed(stacks: readonly Stack[], action: Action): Promise<void> {
    const watched = stacks.reduceRight<Action>(
      (inner, stack) => async () => {
        const answers = await watchVisits(domainOf(stack), status(), pace, inner);
        expect([stack.name, ...answers.keys()]).toEqual([stack.name, 200]);
      },
      action,
    );
    await watched();
    for (const { name, program } of stacks) expect([name, await check(name, program)]).toEqual([name, { code: 0, findings: [] }]);
  }

  const settings = async (...ids: string[]): Promise<string[]> =>
    Promise.all(ids.map(async (id) => String(((await cloudflare().zones.settings.get(id, { zone_id: zoneId })) as { value?: unknown }).value)));
  /** Who has written something down in the zone. */
  async function owners(): Promise<string[]> {
    const { result } = await cloudflare().dns.records.list({ zone_id: zoneId, type: "TXT", name: { endswith: claimsName(zone) }, per_page: 100 });
    return [...new Set(result.map(({ content = "" }) => /owner=([\w%]+)/.exec(content)?.[1] ?? content))].sort();
  }
  /** What the edge says of its cache to the second visitor of a path. */
  async function cached(stack: Stack): Promise<string | undefined> {
    const url = `https://${domainOf(stack)}/kept/${String(Date.now())}`;
    await visit(url, status());
    return /^cf-cache-status: (\w+)/im.exec((await visit(url, status())).headers)?.[1];
  }

  beforeAll(async () => {
    [zoneId, elsewhereId] = await Promise.all([makeZone(zone), makeZone(elsewhere)]);
    [left, right] = await Promise.all([Stack.create("left"), Stack.create("right")]);
  });
  // One after the other, so that what is left over is told by who leaves it.
  afterAll(async () => {
    await left.dispose();
    await right.dispose();
  }, 240_000);

  const strict = (): Partial<SiteConfig> => ({
    certificate: { source: "origin-ca", root: { file: status().roots.originCa } },
    server: { kind: "haproxy" },
    proxy: { provider: "cloudflare", ssl: "strict" },
  });

  test(
    "are made beside each other, each with a mode of its own",
    async () => {
      await lead(left, {});
      await undisturbed([left], () => lead(right, strict()));
      expect(await owners()).toEqual(["tlsup%2Fleft", "tlsup%2Fright"]);
    },
    limit,
  );

  test(
    "are led from http behind the edge to https in one run, and no visitor is redirected in circles",
    async () => {
      await lead(left, { server: { kind: "nginx", redirectToHttps: false }, proxy: { provider: "cloudflare", ssl: "flexible" } });
      await undisturbed([left], () => lead(left, {}));
    },
    limit,
  );

  test(
    "are changed at the same moment: one is locked down, and each caches as it says",
    async () => {
      await undisturbed([left, right], () =>
        Promise.all([
          lead(left, {
            lockdown: true,
            proxy: { provider: "cloudflare", ssl: "full", cache: [{ path: "/kept/", edge: 7200 }], zoneWide: { webSockets: false } },
          }),
          lead(right, { ...strict(), proxy: { provider: "cloudflare", ssl: "strict", cache: [{ path: "/", bypass: true }] } }),
        ]),
      );
      expect([await cached(left), await cached(right)]).toEqual(["HIT", "DYNAMIC"]);
      expect(await settings("websockets")).toEqual(["off"]);
    },
    limit,
  );

  test(
    "are changed again, the lock-down and the strict mode from the one to the other",
    async () => {
      await undisturbed([left, right], () =>
        Promise.all([
          lead(left, { ...strict(), server: { kind: "nginx" } }),
          lead(right, { lockdown: true, server: { kind: "haproxy" }, proxy: { provider: "cloudflare", ssl: "full", cache: [{ path: "/kept/", edge: 7200 }] } }),
        ]),
      );
      expect(await cached(right)).toBe("HIT");
      expect(await settings("websockets")).toEqual(["on"]);
    },
    limit,
  );

  test(
    "state one value of what is the whole zone's: the second one that says something else is told whose it is",
    async () => {
      const said = { provider: "cloudflare", ssl: "full", minTlsVersion: "1.3" } as const;
      await right.configure({ site: localSite(domainOf(right), { lockdown: true, server: { kind: "haproxy" }, proxy: said }) });
      await undisturbed([left], async () => {
        for (const run of [["preview"], ["up", "--yes", "--skip-preview"]]) {
          const { code, output } = await right.run(...run);
          expect(code).not.toBe(0);
          expect(output).toContain("must have one value: tlsup/left has set it to 1.2");
        }
      });
      expect(await settings("min_tls_version", "always_use_https")).toEqual(["1.2", "on"]);
    },
    limit,
  );

  test(
    "are destroyed in either order, and the other one goes on",
    async () => {
      await undisturbed([left], () => right.expect("destroy", "--yes", "--skip-preview"));
      expect(await owners()).toEqual(["tlsup%2Fleft"]);
      await undisturbed([left], () => lead(right, strict()));
      await undisturbed([right], () => left.expect("destroy", "--yes", "--skip-preview"));
      expect(await owners()).toEqual(["tlsup%2Fright"]);
      expect(await settings("min_tls_version", "always_use_https")).toEqual(["1.2", "on"]);
    },
    limit,
  );

  test(
    "are made at the same moment, one with names in another zone and wildcards, and destroyed at the same moment: the zones are as they were before them",
    async () => {
      await right.expect("destroy", "--yes", "--skip-preview");
      expect(await owners()).toEqual([]);
      const aliases = [{ name: `www.${elsewhere}` }, { name: `*.${elsewhere}`, redirect: false }, { name: `*.${zone}` }];
      await Promise.all([lead(left, { aliases, proxy: { provider: "cloudflare", ssl: "full", sslFor: "zone" } }), lead(right, strict())]);
      await undisturbed([left, right], async () => {
        const answers = [`www.${elsewhere}`, `shop.${elsewhere}`, `shop.${zone}`].map(async (name) => {
          const { status: code, headers } = await visit(`https://${name}/a?b=c`, status());
          return [name, code, /^location: (\S+)/im.exec(headers)?.[1]];
        });
        expect(await Promise.all(answers)).toEqual([
          [`www.${elsewhere}`, 308, `https://${domainOf(left)}/a?b=c`],
          [`shop.${elsewhere}`, 200, undefined],
          [`shop.${zone}`, 308, `https://${domainOf(left)}/a?b=c`],
        ]);
      });
      await Promise.all([left, right].map((stack) => stack.expect("destroy", "--yes", "--skip-preview")));
      expect(await settings("min_tls_version", "always_use_https", "websockets")).toEqual(["1.0", "off", "on"]);
      for (const id of [zoneId, elsewhereId]) expect((await cloudflare().dns.records.list({ zone_id: id })).result).toEqual([]);
    },
    limit,
  );
});
