import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { CertbotCertificate, type HttpsSiteArgs } from "../../components";
import { mockPulumi, registered, valueOf } from "../support/mocks";
import { deploy, inputsOf } from "../support/deployed-site";

const order = (): number[] =>
  ["cloudflare:index/dnsRecord:DnsRecord", "tlsup:index:CertbotLineage", "tlsup:index:Release"].map((wanted) =>
    registered.findIndex(({ type }) => type === wanted),
  );

describe("a site with certbot on its host", () => {
  test("by http-01: the CA finds the host before there is a certificate, and the push takes the certificate from the host", async () => {
    await deploy({ certificate: { source: "certbot", challenge: "http-01" } });
    const [record = 0, certificate = 0, push = 0] = order();
    expect([record < certificate, certificate < push]).toEqual([true, true]);
    const [release] = inputsOf("tlsup:index:Release") as [Record<string, unknown>];
    expect(release.certificate).toEqual({ source: "lineage", folder: "/etc/letsencrypt/live/blog.example.com" });
    expect(pulumi.runtime.unwrapRpcSecret(release.secrets)).not.toHaveProperty("tls/privkey.pem");
    expect(release.files).not.toHaveProperty("tls/fullchain.pem");
  });

  test("by http-01, locked down: the edge shows its certificate before the record brings visitors and the CA", async () => {
    await deploy({ certificate: { source: "certbot", challenge: "http-01" }, lockdown: true });
    const [record = 0, certificate = 0] = order();
    const shown = registered.findIndex(({ type }) => type === "tlsup:index:OriginPull");
    expect([shown < record, record < certificate]).toEqual([true, true]);
  });

  test("by http-01 without a redirect at the edge: the redirect is off before the CA asks", async () => {
    await deploy({ certificate: { source: "certbot", challenge: "http-01" }, proxy: { provider: "cloudflare", ssl: "strict", alwaysUseHttps: false } });
    expect(registered.findIndex(({ inputs }) => inputs.settingId === "always_use_https")).toBeLessThan(order()[1] ?? 0);
  });

  test("by dns-01: the record follows the push, and the token is secret", async () => {
    await deploy({
      certificate: { source: "certbot", challenge: "dns-01" },
      certificateSecrets: { cloudflareToken: "canary" },
      proxy: { provider: "cloudflare", ssl: "strict" },
    });
    const [record = 0, certificate = 0, push = 0] = order();
    expect([certificate < push, push < record]).toEqual([true, true]);
    const [{ apiToken, ...rest } = { apiToken: undefined }] = inputsOf("tlsup:index:CertbotLineage");
    expect([pulumi.runtime.isRpcSecret(apiToken), JSON.stringify(rest).includes("canary")]).toEqual([true, false]);
  });

  test.each<[string, Partial<HttpsSiteArgs>, RegExp]>([
    [
      "a wildcard by http-01",
      { certificate: { source: "certbot", challenge: "http-01", names: ["*.example.com"] } },
      /certificate\.names\.0: must not be a wildcard with http-01/,
    ],
    [
      "names without the domain",
      { certificate: { source: "certbot", challenge: "http-01", names: ["shop.example.com"] } },
      /certificate\.names: must cover the domain blog\.example\.com/,
    ],
    ["no challenge", { certificate: { source: "certbot" } as never }, /certificate\.challenge: is required/],
  ])("%s is refused before anything is made", async (_what, args, fault) => {
    await expect(deploy(args)).rejects.toThrow(fault);
    expect(registered).toEqual([]);
  });
});

test("a certificate that depends on a component waits for the component's children", async () => {
  await mockPulumi();
  const reachable = new pulumi.ComponentResource("my:index:Reachable", "reachable");
  const content = new Promise<string>((known) => setTimeout(() => known("198.51.100.7"), 300));
  new cloudflare.DnsRecord("record", { zoneId: "zone-1", name: "blog.example.com", type: "A", ttl: 1, content }, { parent: reachable });
  const access = { host: "198.51.100.7", port: 22, user: "root", privateKey: "KEY", hostKey: "ssh-ed25519 BBBB", machine: "1" };
  const options = { domain: "blog.example.com", access, challenge: "http-01", email: "me@example.com" } as const;
  await valueOf(new CertbotCertificate("blog", options, { dependsOn: reachable }).lineage);
  expect(registered.map(({ type }) => type)).toEqual(expect.arrayContaining(["cloudflare:index/dnsRecord:DnsRecord", "tlsup:index:CertbotLineage"]));
  expect(order()[0]).toBeLessThan(order()[1] ?? 0);
});
