import { check, tlsupIn } from "../support/check";
import { cloudflare, makeZone, status, tokenFor, visit } from "../support/local-cloud";
import { localSite, Stack } from "../support/program";
import { movedClock } from "../support/moved-clock";
import { inTurn } from "../support/turns";
import type { CloudflareProxySettings } from "../../components/edge/cloudflare/zone-settings";
import type { SiteConfig } from "../../components/site/site-config";

const domain = "blog.check.test";
const url = `https://${domain}/`;
const servers = ["nginx", "caddy", "apache", "haproxy"] as const;

/** What `tlsup check` says of one site in each state that its visitors would complain about, on the real engine and real hosts. */
describe("tlsup check", () => {
  let stack: Stack;
  let zone: string;

  const up = async (changes: Partial<SiteConfig>): Promise<void> => {
    await stack.configure({ site: localSite(domain, changes) });
    await stack.up();
  };
  const proxy = (ssl: CloudflareProxySettings["ssl"]): Pick<SiteConfig, "proxy"> => ({ proxy: { provider: "cloudflare", ssl } });
  const kinds = async (target = "check", environment?: NodeJS.ProcessEnv) => {
    const { code, findings } = await check(target, stack.program, environment);
    return { code, findings: findings.map(({ code: found, hop, severity }) => `${severity}: ${hop} ${found}`) };
  };
  /** The environment of a process whose clock is ahead. */
  const later = (days: number): NodeJS.ProcessEnv => ({ ...process.env, ...movedClock(days) });
  const holds = { code: 0, findings: [] };

  beforeAll(async () => {
    zone = await makeZone("check.test");
    stack = await Stack.create("check");
    await up({ certificate: { source: "self-signed", days: 30 } });
  }, 180_000);
  afterAll(() => stack.dispose());

  test("says nothing of a site that is as it should be, by the stack's name and by URLs", async () => {
    for (const target of ["check", url, `http://${domain}/`]) expect(await kinds(target)).toEqual(holds);
  });

  test("warns of a certificate that is due, and more loudly a day before it expires", async () => {
    expect(await kinds("check", later(25))).toEqual({ code: 1, findings: ["warning: origin renewal-due"] });
    expect(await kinds("check", later(29))).toEqual({ code: 1, findings: ["error: origin renewal-overdue"] });
    expect(await kinds("check", later(31))).toEqual({ code: 1, findings: ["error: origin certificate-expired"] });
  });

  test("says of an edge's certificate that has expired what Cloudflare's user can do, for a stack and for a URL", async () => {
    for (const target of ["check", url]) {
      const { code, findings } = await check(target, stack.program, later(91));
      expect(code).toBe(1);
      const atEdge = findings.filter(({ hop }) => hop === "edge");
      expect(atEdge.map((each) => each.code)).toEqual(["certificate-expired"]);
      expect(atEdge[0]?.remedy).toContain("Edge Certificates");
      expect(atEdge[0]?.remedy).not.toContain("pulumi");
    }
  });

  test("what the site's visitors did is what `tlsup traffic` tells, and what Cloudflare's client and its documented query are answered", async () => {
    type Counts = { requests: number; cached?: number; statuses: { status: number; requests: number }[] };
    const traffic = async (target: string): Promise<Counts> => {
      const { code, stdout } = await tlsupIn(stack.program, process.env, "traffic", target, "--json");
      expect(code).toBe(0);
      return (JSON.parse(stdout) as { hours: Counts }).hours;
    };
    const cloud = status();
    const paths = ["", "", "nowhere", "kept", "kept", "kept"];
    const rule = {
      action: "set_cache_settings",
      expression: `http.host eq "${domain}" and http.request.uri.path eq "/kept"`,
      action_parameters: { cache: true, edge_ttl: { mode: "override_origin", default: 7200 } },
    } as const;
    const created = { zone_id: zone, kind: "zone", name: "kept", phase: "http_request_cache_settings" } as const;
    const { id: ruleset } = (await cloudflare().rulesets.create({ ...created, rules: [rule] })) as { id: string };
    const before = await traffic("check");
    const seen = [];
    for (const path of paths) seen.push(await visit(`${url}${path}`, cloud));
    const after = await traffic(domain);
    await cloudflare().rulesets.delete(ruleset, { zone_id: zone });
    expect(after.requests - before.requests).toBe(paths.length);
    expect((after.cached ?? 0) - (before.cached ?? 0)).toBe(2);
    for (const code of new Set(seen.map((each) => each.status))) {
      const of = ({ statuses }: Counts): number => statuses.find((each) => each.status === code)?.requests ?? 0;
      expect([code, of(after) - of(before)]).toEqual([code, seen.filter((each) => each.status === code).length]);
    }
    // The query is the one of developers.cloudflare.com/analytics/graphql-api/features/filtering/, with the site's name in place of a country.
    const query =
      "query GeneralExample($zoneTag: string, $start: Time) { viewer { zones(filter: { zoneTag: $zoneTag }) { " +
      `httpRequestsAdaptiveGroups(filter: { datetime_gt: $start, clientRequestHTTPHost: "${domain}" } limit: 1) { count } } } }`;
    const start = new Date(Date.now() - 23 * 3_600_000).toISOString();
    const answer = await cloudflare().post("/graphql", { body: { query, variables: { zoneTag: zone, start } } });
    expect(answer).toEqual({ data: { viewer: { zones: [{ httpRequestsAdaptiveGroups: [{ count: after.requests }] }] } }, errors: null });
  });

  test("`tlsup traffic` says which permission a token lacks, or that there is none", async () => {
    const token = await tokenFor(zone, ["Zone Read"]);
    const outside = { ...process.env, TLSUP_LOCAL_DIR: "/nonexistent", CLOUDFLARE_API_TOKEN: token };
    const refused = await tlsupIn(stack.program, outside, "traffic", domain);
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain("the token needs Zone - Zone - Read and Zone - Analytics - Read");
    const unset = await tlsupIn(stack.program, { ...outside, CLOUDFLARE_API_TOKEN: "" }, "traffic", domain);
    expect([unset.code, unset.stderr]).toEqual([2, expect.stringContaining("set CLOUDFLARE_API_TOKEN")]);
  });

  test("names a mode that was changed by hand, and what puts it back does", async () => {
    const { rulesets } = cloudflare();
    const { id, rules } = (await rulesets.phases.get("http_config_settings", { zone_id: zone })) as { id: string; rules: { id: string; expression: string }[] };
    const [{ id: rule = "", expression = "" } = {}] = rules;
    const changed = { action: "set_config", expression, action_parameters: { ssl: "flexible" } } as const;
    await rulesets.rules.edit(rule, { zone_id: zone, ruleset_id: id, ...changed });
    const { code, findings } = await check("check", stack.program);
    expect([code, findings.map((each) => each.code)]).toEqual([1, ["setting-changed", "redirect-circle"]]);
    expect(findings[0]?.problem).toContain("ssl: flexible, and the stack says full");
    expect(findings[1]?.remedy).toContain("pulumi up --refresh");
    await stack.up("--refresh");
    expect(await kinds()).toEqual(holds);
  });

  test.each(["always_use_https", "min_tls_version"] as const)("names %s that was changed by hand", async (setting) => {
    await cloudflare().zones.settings.edit(setting, { zone_id: zone, value: setting === "always_use_https" ? "off" : "1.0" });
    expect(await kinds()).toEqual({ code: 1, findings: ["error: edge setting-changed"] });
    await stack.up("--refresh");
    expect(await kinds()).toEqual(holds);
  });

  describe.each(inTurn(servers))("behind %s", (kind) => {
    test("says that the origin's redirect turns in circles with flexible and with off, but for the stack that accepts it", async () => {
      for (const ssl of ["flexible", "off"] as const) {
        await up({ ...proxy(ssl), server: { kind }, accept: ["redirect-circle"] });
        const { code, findings } = await check(url, stack.program);
        expect([code, findings.map(({ code: found, hop }) => [found, hop])]).toEqual([1, [["redirect-circle", "origin"]]]);
        expect(findings[0]?.problem).toContain("the origin's own redirect");
        expect(await kinds()).toEqual(holds);
      }
    }, 240_000);

    test("says nothing when that remedy was taken, unless browsers remember HSTS", async () => {
      for (const ssl of ["flexible", "off"] as const) {
        await up({ ...proxy(ssl), server: { kind, redirectToHttps: false } });
        expect(await kinds()).toEqual(holds);
      }
      await up({ ...proxy("off"), server: { kind, redirectToHttps: false, hsts: { maxAge: 300 } } });
      const { code, findings } = await check("check", stack.program);
      expect([code, findings.map(({ code: found, hop }) => [found, hop])]).toEqual([1, [["hsts-with-off", "edge"]]]);
      expect(findings[0]?.problem).toContain("HSTS");
      await up({ ...proxy("full"), server: { kind, hsts: { maxAge: 300 } } });
      expect(await kinds()).toEqual(holds);
    }, 240_000);
  });

  test("says that the edge's own HSTS turns in circles with off", async () => {
    await up({ ...proxy("off"), server: { kind: "nginx", redirectToHttps: false } });
    const hsts = (enabled: boolean) =>
      cloudflare().zones.settings.edit("security_header", {
        zone_id: zone,
        value: { strict_transport_security: { enabled, max_age: 300, include_subdomains: true, nosniff: false } },
      });
    await hsts(true);
    for (const target of ["check", url]) expect(await kinds(target)).toEqual({ code: 1, findings: ["error: edge redirect-circle"] });
    await hsts(false);
    expect(await kinds()).toEqual(holds);
  });

  test("needs no shell of the local cloud for its stack: it finds the engine and the backend, or says what to run", async () => {
    const bare = { PATH: "/usr/bin:/bin", HOME: process.env.HOME, TLSUP_LOCAL_DIR: process.env.TLSUP_LOCAL_DIR };
    await expect(check("local", stack.program, bare)).rejects.toThrow("The program has not been brought up on this local cloud: run `npx tlsup start`.");
    const local = await Stack.create("local", stack.program);
    await stack.expect("destroy", "--yes", "--skip-preview");
    await local.configure({ site: localSite(domain) });
    await local.up();
    expect((await check("local", stack.program, bare)).findings).toEqual([]);
    await expect(check("check", stack.program, bare)).rejects.toThrow(/no `pulumi` on PATH: install Pulumi .* or run `eval "\$\(npx tlsup local env\)"`/);
    await expect(check("local", stack.program, { ...bare, TLSUP_LOCAL_DIR: "/nonexistent" })).rejects.toThrow("is not running: run `tlsup local up` first");
    await local.expect("destroy", "--yes", "--skip-preview");
    await local.expect("stack", "rm", "--yes");
  }, 240_000);
});
