import type { SeenResource } from "../../../policy/resources";
import { judged, later, record, release, seen, selfSigned, setting } from "../../support/policy";

const domain = "blog.example.com";
const front = record(domain, "198.51.100.7");
const strict = setting("ssl", "strict");
const server = release(domain, { kind: "nginx" }, [selfSigned]);
const inZone = (type: string, props: object = {}): SeenResource => seen(`cloudflare:index/${type}`, { zoneId: "the-zone", ...props });
const pageRule = (actions: unknown): SeenResource => inZone("pageRule:PageRule", { target: `${domain}/*`, actions });

describe("what a program says about a zone by Cloudflare's own resources", () => {
  test.each([
    ["a ruleset for the configuration", inZone("ruleset:Ruleset", { phase: "http_config_settings" })],
    ["a page rule with a mode", pageRule({ ssl: "full" })],
    ["a page rule whose actions become known later", pageRule(later)],
  ])("leaves the SSL mode of a name open by %s", (_, resource) => {
    expect(judged(front, strict, server, resource).found).toEqual([]);
  });

  test("leaves it as the zone has it by a page rule for other things, or of another zone", () => {
    expect(judged(front, strict, server, pageRule({ cacheLevel: "bypass" })).found).toEqual(["untrusted-by-edge"]);
    expect(judged(front, strict, server, { ...pageRule({ ssl: "full" }), props: { zoneId: "another", actions: { ssl: "full" } } }).found).toEqual([
      "untrusted-by-edge",
    ]);
  });

  test.each(["certificatePack:CertificatePack", "customSsl:CustomSsl", "totalTls:TotalTls"])("has certificates of its own for deeper names by a %s", (type) => {
    const deep = [record(`a.${domain}`, "198.51.100.7"), setting("ssl", "full"), seen("tlsup:index:ZoneSetting", { zoneId: "the-zone", zone: "example.com" })];
    expect(judged(...deep).found).toEqual(["no-edge-certificate"]);
    expect(judged(...deep, inZone(type)).found).toEqual([]);
  });
});
