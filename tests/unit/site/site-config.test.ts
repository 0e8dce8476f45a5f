import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { siteConfig } from "../../../components/site/site-config";
import { ConfigurationError, type Fault } from "../../../components/shared/fault";
import { stackConfig } from "../../../stacks/config";
import { site } from "../../support/site";

function faults(value: unknown): readonly Fault[] {
  try {
    siteConfig(value, "tlsup:site");
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

describe("siteConfig", () => {
  test("gives back a configuration that is right", () => {
    expect(siteConfig(site, "tlsup:site")).toEqual(site);
  });

  test("states its limit for a configuration of five megabytes, and repeats none of it", () => {
    const [fault, ...others] = faults({ ...site, application: { kind: "demo", environment: { GREETING: "x".repeat(5_000_000) } } });
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ path: "tlsup:site", problem: expect.stringMatching(/^must be at most 1048576 bytes as JSON: current value has 5000\d{3}$/) });
  });

  test("reports five faults in one go, each with its path", () => {
    const broken = {
      domain: "Blog.example.com",
      host: { provider: "digitalocean", region: "Frankfurt", size: "s-1vcpu-1gb" },
      proxy: { provider: "cloudflare", ssl: "ful", zone: "example.org" },
      certificate: { source: "self-signed", days: 0 },
      server: { kind: "nginx", upstram: "http://127.0.0.1:8000" },
      application: { kind: "demo" },
    };
    expect(
      faults(broken)
        .map(({ path }) => path)
        .sort(),
    ).toEqual([
      "tlsup:site.certificate.days",
      "tlsup:site.domain",
      "tlsup:site.host.region",
      "tlsup:site.proxy.ssl",
      "tlsup:site.proxy.zone",
      "tlsup:site.server.upstram",
    ]);
  });

  test.each([
    ["a misspelt setting", { ...site, domian: "x" }, "tlsup:site.domian", /is not a setting/],
    ["a setting of the wrong type", { ...site, domain: 7 }, "tlsup:site.domain", /must be of type string: current value is 7/],
    ["a missing setting", { ...site, host: undefined }, "tlsup:site.host", /is required/],
    [
      "a choice that does not exist",
      { ...site, certificate: { source: "selfsigned" } },
      "tlsup:site.certificate.source",
      /must be one of "certbot", "lets-encrypt", "origin-ca", "provided", "self-signed".*: current value is "selfsigned"/,
    ],
    [
      "an upstream beside an application",
      { ...site, server: { kind: "nginx", upstream: "http://127.0.0.1:1" } },
      "tlsup:site.server.upstream",
      /must be left out/,
    ],
    ["neither upstream nor application", { ...site, application: undefined }, "tlsup:site.server.upstream", /is required when there is no application/],
    [
      "files behind haproxy",
      { ...site, server: { kind: "haproxy" }, application: { kind: "static", directory: "site" } },
      "tlsup:site.server.kind",
      /must be a server that can serve files/,
    ],
    [
      "an upstream's port that does not exist",
      { ...site, application: undefined, server: { kind: "caddy", upstream: "http://127.0.0.1:65536" } },
      "tlsup:site.server.upstream",
      /at most 65535/,
    ],
    [
      "a domain that is longer than the names of files",
      { ...site, domain: `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(31)}.com`, accept: ["no-edge-certificate"] },
      "tlsup:site.domain",
      /at most 226 characters long/,
    ],
    [
      "a zone that does not hold the domain",
      { ...site, proxy: { ...site.proxy, zone: "example.org" } },
      "tlsup:site.proxy.zone",
      /must hold the domain blog.example.com/,
    ],
    [
      "an environment variable of two lines",
      { ...site, application: { kind: "demo", environment: { A: "1\n2" } } },
      "tlsup:site.application.environment.A",
      /single line/,
    ],
    [
      "a name that no environment has",
      { ...site, application: { kind: "demo", environment: { "A-B": "1" } } },
      "tlsup:site.application.environment.A-B",
      /name of an environment variable/,
    ],
  ])("refuses %s", (_case, value, path, problem) => {
    expect(faults(value)).toEqual([expect.objectContaining({ path, problem: expect.stringMatching(problem) as string })]);
  });

  test.each([undefined, null, 7, "text", [], {}])("refuses %p without failing otherwise", (value) => {
    expect(faults(value).length).toBeGreaterThan(0);
  });

  test("never fails on any value but by a list of faults", () => {
    fc.assert(fc.property(fc.anything(), (value) => faults(value).length > 0));
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("domain", "host", "proxy", "certificate", "server", "application"), fc.anything()),
        (value) => faults({ ...site, ...value }) !== undefined,
      ),
    );
  });

  test("refuses what would leave the quotes of the server's configuration", () => {
    fc.assert(
      fc.property(fc.constantFrom(";", "\n", "{", "}", "$(id)", '"', "'", "`", "\\", " "), fc.string(), fc.string(), (evil, before, after) => {
        const text = `${before}${evil}${after}`;
        expect(faults({ ...site, domain: text })).not.toEqual([]);
        expect(faults({ ...site, application: undefined, server: { kind: "nginx", upstream: `http://${text}:80` } })).not.toEqual([]);
        expect(faults({ ...site, server: { kind: "nginx", maxBodySize: text } })).not.toEqual([]);
        expect(faults({ ...site, server: { kind: "nginx", healthPath: `/${text}` } })).not.toEqual([]);
      }),
    );
  });
});

describe("a site's parts go together", () => {
  const told = (changes: object): string[] => faults({ ...site, ...changes }).map(({ path, problem }) => `${path}: ${problem}`);
  const proxy = (ssl: string): object => ({ proxy: { provider: "cloudflare", ssl } });

  test("the chain is judged with everything else, and what is accepted of it is not", () => {
    const broken = { ...proxy("strict"), host: { ...site.host, region: "Frankfurt" } };
    expect(told(broken).map((text) => text.split(": ")[0])).toEqual(["tlsup:site.host.region", "tlsup:site.proxy.ssl"]);
    expect(told({ ...broken, accept: ["untrusted-by-edge"] })).toHaveLength(1);
  });

  test("a code that does not exist is not accepted", () => {
    expect(told({ accept: ["redirect-circle", "redirect-circles"] })).toEqual([
      expect.stringMatching(/^tlsup:site\.accept\.1: must be one of .*"redirect-circle", /),
    ]);
  });
});

describe("a site without an edge", () => {
  const told = (changes: object): readonly string[] =>
    faults({ ...site, certificate: { source: "lets-encrypt" }, ...changes }).map(({ path, problem }) => `${path}: ${problem}`);

  test.each([
    ["whose record leads straight to the host", { provider: "cloudflare", proxied: false }],
    ["whose record is in another zone than the registrable domain", { provider: "cloudflare", proxied: false, zone: "blog.example.com" }],
    ["whose DNS is elsewhere", { provider: "none" }],
  ])("%s is one", (_name, proxy) => {
    expect(told({ proxy })).toEqual([]);
    const services = [{ kind: "postfix", serverName: "mail.blog.example.com" }];
    expect(told({ proxy, certificate: { source: "certbot", challenge: "http-01" }, services })).toEqual([]);
  });

  test("says nothing of what an edge would do", () => {
    const proxy = { provider: "cloudflare", proxied: false, ssl: "strict", alwaysUseHttps: true, minTlsVersion: "1.3" };
    expect(told({ proxy }).map((text) => text.split(":").slice(0, 2).join(":"))).toEqual(
      ["ssl", "alwaysUseHttps", "minTlsVersion"].map((name) => `tlsup:site.proxy.${name}`),
    );
    expect(told({ proxy })[0]).toContain("must be left out with proxied: false");
    expect(told({ proxy: { provider: "none", zone: "example.com", ssl: "full" } }).map((text) => text.split(": ")[0])).toEqual([
      "tlsup:site.proxy.zone",
      "tlsup:site.proxy.ssl",
    ]);
  });

  test("that is none after all must say how the edge speaks with the host", () => {
    for (const proxied of [{}, { proxied: true }])
      expect(told({ proxy: { provider: "cloudflare", ...proxied } })).toEqual(["tlsup:site.proxy.ssl: is required"]);
  });

  test("takes names of services in any zone where it has no records", () => {
    const services = [{ kind: "postfix", serverName: "mail.example.org" }];
    expect(told({ proxy: { provider: "none" }, services })).toEqual([]);
    expect(told({ proxy: { provider: "cloudflare", proxied: false }, services })).toEqual([expect.stringContaining("must be in the zone example.com")]);
  });
});

test("a stack without settings is told which file to write", () => {
  pulumi.runtime.setAllConfig({});
  expect(() => stackConfig()).toThrow(`tlsup:site: is required. Write it to stacks/Pulumi.${pulumi.getStack()}.yaml`);
});
