import * as pulumi from "@pulumi/pulumi";
import { HttpsServer, SelfSignedCertificate, TlsServices, Vps } from "../../components";
import { mockPulumi, registered, valueOf } from "../support/mocks";

const machine = (): Vps => new Vps("blog", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "nobody" } });

describe("two components on one machine", () => {
  test("are told when they need the same, also when their domains are known later", async () => {
    await mockPulumi();
    const { access } = machine();
    const certificate = new SelfSignedCertificate("blog", { dnsNames: ["blog.example.com"] });
    const server = (name: string, domain: pulumi.Input<string>) =>
      new HttpsServer(name, { domain, access, certificate, server: { kind: "caddy", upstream: "http://127.0.0.1:8000" }, edgeRanges: [] });
    server("blog", "blog.example.com");
    expect(() => server("shop", "shop.example.com")).toThrow("needs the file /etc/caddy/Caddyfile, which is the site blog.example.com's on the same host");
    await pulumi.runtime.disconnect();
  });

  test("of one name under parents of two types are refused, as each would take the other's place", async () => {
    await mockPulumi();
    const { access } = machine();
    const certificate = new SelfSignedCertificate("blog", { dnsNames: ["blog.example.com", "shop.example.com"] });
    const server = { kind: "nginx", upstream: "http://127.0.0.1:8000" } as const;
    class Blog extends pulumi.ComponentResource {}
    class Shop extends pulumi.ComponentResource {}
    const web = (domain: string, parent: pulumi.Resource) => new HttpsServer("web", { domain, access, certificate, server, edgeRanges: [] }, { parent });
    web("blog.example.com", new Blog("example:index:Blog", "blog"));
    const shop = new Shop("example:index:Shop", "shop");
    expect(() => web("shop.example.com", shop)).toThrow(
      "web: must be a name that no other component of its kind has on the same host: the one that serves blog.example.com has it",
    );
    await pulumi.runtime.disconnect();
  });

  test("may have one name when one is a web server and the other has services: they are two sites there", async () => {
    await mockPulumi();
    const { access } = machine();
    const certificate = new SelfSignedCertificate("blog", { dnsNames: ["blog.example.com", "mail.example.com"] });
    const server = { kind: "nginx", upstream: "http://127.0.0.1:8000" } as const;
    const made = [
      new HttpsServer("blog", { domain: "blog.example.com", access, certificate, server, edgeRanges: [] }),
      new TlsServices("blog", { domain: "mail.example.com", access, certificate, services: [{ kind: "postfix" }] }),
    ];
    await Promise.all(made.map(({ servedSha256 }) => valueOf(servedSha256)));
    const sites = registered.filter(({ type }) => type.endsWith(":Release")).map(({ inputs }) => (inputs as { site: string }).site);
    expect(new Set(sites).size).toBe(2);
    await pulumi.runtime.disconnect();
  });
});
