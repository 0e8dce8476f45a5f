import type { Code } from "../../../components/site/chain/codes";
import type { SeenResource } from "../../../policy/resources";
import { judged, later, record, release, seen, selfSigned, setting } from "../../support/policy";

const domain = "blog.example.com";
const front = record(domain, "198.51.100.7");
const strict = setting("ssl", "strict");

describe("of a program with values that become known later, the policies", () => {
  test("wait for a setting that becomes known later, if it decides", () => {
    const { found, awaited } = judged(front, setting("ssl", later), release(domain, { kind: "nginx" }, [selfSigned]));
    expect(found).toEqual([]);
    expect(awaited.sort()).toEqual(["redirect-circle", "untrusted-by-edge"]);
    expect(judged(front, setting("ssl", "full"), release(domain, later, [selfSigned])).awaited).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, unknown>>, readonly Code[]]>([
    ["an upstream", { upstream: "http://192.0.2.1:8000" }, []],
    ["an upstream that becomes known later", { upstream: later }, []],
    ["a redirect that does", { redirectToHttps: later }, []],
    ["HSTS that does", { hsts: { maxAge: later } }, []],
  ])("refuse strict with a self-signed certificate, also of a server with %s", (_what, more, waiting) => {
    const { found, awaited } = judged(front, strict, release(domain, { kind: "nginx", ...more }, [selfSigned]));
    expect({ found, awaited }).toEqual({ found: ["untrusted-by-edge"], awaited: waiting });
  });

  test.each<[string, string, Readonly<Record<string, unknown>>, readonly Code[]]>([
    ["redirect", "flexible", { redirectToHttps: later }, ["plain-to-origin", "redirect-circle"]],
    ["HSTS", "off", { redirectToHttps: false, hsts: later }, ["hsts-with-off"]],
    ["HSTS's time", "off", { redirectToHttps: false, hsts: { maxAge: later } }, ["hsts-with-off"]],
    ["kind", "flexible", { kind: later }, ["plain-to-origin", "redirect-circle"]],
  ])("wait for a server's %s that becomes known later with %s", (_what, mode, more, waiting) => {
    const { awaited } = judged(front, setting("ssl", mode), release(domain, { kind: "nginx", ...more }, [selfSigned]));
    expect(awaited.sort()).toEqual(waiting);
  });

  test("judge the rest when a part of HSTS, or the zone's id, becomes known later", () => {
    const header = setting("security_header", { strict_transport_security: { enabled: true, max_age: later } });
    const zone = seen("cloudflare:index/zone:Zone", { id: later, name: "example.com" });
    expect(judged(front, strict, header, zone, release(domain, { kind: "nginx" }, [selfSigned]))).toMatchObject({ found: ["untrusted-by-edge"], awaited: [] });
  });

  test("know a release whose names, files and upstream become known later by the domain of its server", () => {
    const parent = seen("tlsup:index:HttpsServer", {
      domain,
      aliases: [{ name: later }, { name: "www.example.com" }],
      server: { kind: "nginx", upstream: later },
    });
    const unplanned = (probes: unknown): SeenResource => ({
      ...seen("tlsup:index:Release", { probes, files: later }, { parent }),
      propertyDependencies: { certificate: [selfSigned] },
    });
    for (const probes of [later, [{ protocol: "https", serverName: later }]])
      expect(judged(front, strict, unplanned(probes)).found).toEqual(["untrusted-by-edge"]);
    expect(judged(record("shop.example.com", "198.51.100.8"), strict, unplanned(later)).found).toEqual([]);
    expect(judged(record("www.example.com", "198.51.100.7"), strict, unplanned(later)).found).toEqual(["untrusted-by-edge"]);
  });

  test("take a rule whose name becomes known later for the one of the record that the same component makes", () => {
    const served = release(domain, { kind: "nginx" }, [selfSigned]);
    const [own, other] = [domain, "shop.example.com"].map((name) => seen("tlsup:index:ProxiedRecord", { name })) as [SeenResource, SeenResource];
    const phase = { zoneId: "the-zone", phase: "http_config_settings", parameters: JSON.stringify({ ssl: "full" }) };
    const ruleIn = (parent: SeenResource): SeenResource => seen("tlsup:index:EdgeRule", { ...phase, expression: later }, { parent });
    expect(judged({ ...front, parent: own }, strict, ruleIn(own), served).found).toEqual([]);
    expect(judged({ ...front, parent: own }, strict, ruleIn(other), served).found).toEqual(["untrusted-by-edge"]);
  });
});
