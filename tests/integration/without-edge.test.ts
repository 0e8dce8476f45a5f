import { check } from "../support/check";
import { cloudflare, makeZone, status } from "../support/local-cloud";
import { localSite, Stack } from "../support/program";
import { PythonApplication } from "../support/python-application";
import { watchVisitors } from "../support/visitors";
import type { SiteConfig } from "../../components/site/site-config";

const zone = "straight.test";
const limit = 900_000;
/** A visit every 50 ms. */
const interval = 50;
const direct = { provider: "cloudflare", proxied: false } as const;
const proxied = { provider: "cloudflare", ssl: "full" } as const;
const selfSigned = { certificate: { source: "self-signed" } } as const;

/** With a certificate of certbot's, as in the first half of the article. */
describe("a site without an edge", () => {
  let zoneId: string;
  let python: PythonApplication;

  beforeAll(async () => {
    python = new PythonApplication();
    zoneId = await makeZone(zone);
  });
  afterAll(() => python.remove());

  const site = (name: string, changes: Partial<SiteConfig>): SiteConfig =>
    localSite(`${name}.${zone}`, {
      certificate: { source: "certbot", challenge: "http-01", directory: status().acme.directoryForHosts, root: { file: status().roots.acme ?? "" } },
      ...changes,
    });

  /** Where the site's name leads, and who is let in to its host. */
  async function situation(stack: Stack): Promise<{ readonly records: unknown; readonly firewalls: number }> {
    const { result } = await cloudflare().dns.records.list({ zone_id: zoneId, name: { exact: `${stack.name}.${zone}` } });
    const firewalls = await stack.resources("digitalocean:index/firewall:Firewall");
    return { records: result.map(({ type, content, proxied: isProxied }) => [type, content, isProxied]), firewalls: firewalls.length };
  }

  // At the same time, as most of it is the time for which resolvers remember where visitors were led before.
  test.concurrent.each<[string, string, () => Partial<SiteConfig>]>([
    ["alone", "that gunicorn serves alone", () => ({ server: { kind: "gunicorn" }, application: python.settings("1.0") })],
    ["nginx", "behind nginx", () => ({})],
  ])(
    "%s: one %s is found by those who trust its CA; to the proxy and back no visitor fails, and to lock it down or change its certificate at once is refused",
    async (name, _what, changes) => {
      const stack = await Stack.create(name);
      const configure = (proxy: SiteConfig["proxy"], more: Partial<SiteConfig> = {}): Promise<void> => {
        const settings = site(name, { ...changes(), proxy, ...more });
        return stack.configure({ site: settings, ...(name === "alone" && { secretEnvironment: { PASSWORD: "secret" } }) });
      };
      const lead = async (proxy: SiteConfig["proxy"]): Promise<void> => {
        await configure(proxy);
        await stack.up();
      };
      const undisturbed = async (proxy: SiteConfig["proxy"], addresses: readonly string[]): Promise<void> => {
        const seen = await watchVisitors(`${name}.${zone}`, status(), interval, () => lead(proxy));
        expect([...seen.answers.keys()]).toEqual([200]);
        expect([...seen.addresses].sort()).toEqual([...addresses].sort());
        expect(await check(name, stack.program)).toEqual({ code: 0, findings: [] });
        await stack.expect("preview", "--expect-no-changes");
      };
      try {
        await lead(direct);
        const { address } = await stack.chain();
        const edge = status().edge.address;
        expect(await situation(stack)).toEqual({ records: [["A", address, false]], firewalls: 2 });
        expect(await check(name, stack.program)).toEqual({ code: 0, findings: [] });
        await configure(proxied, { lockdown: true });
        const refused = await stack.run("preview");
        expect(refused.code).not.toBe(0);
        expect(refused.output).toContain(
          `lockdown: must be left out until no visitor is led straight to the host: a record of ${name}.${zone} leads to ${address}`,
        );
        await configure(proxied, selfSigned);
        const kept = await stack.run("preview");
        expect(kept.code).not.toBe(0);
        expect(kept.output).toContain(`browsers would not trust this one: ${name}.${zone} leads to ${address}`);
        await undisturbed(proxied, [address, edge]);
        expect(await situation(stack)).toEqual({ records: [["A", address, true]], firewalls: 1 });
        await configure(proxied, selfSigned);
        await stack.up();
        // The CA of the next certificate comes by the edge.
        await undisturbed(direct, [address, edge]);
        expect(await situation(stack)).toEqual({ records: [["A", address, false]], firewalls: 2 });
      } finally {
        await stack.dispose();
      }
    },
    limit,
  );
});
