import * as pulumi from "@pulumi/pulumi";
import type { HttpsSiteArgs, Inputs, ServerSettings, SiteConfig, VpsArgs } from "../../components";
import { site } from "../support/site";

/** What the compiler says of outputs among settings: a line that it must refuse is marked, and a mark without a fault is a fault. */
const text = pulumi.output("text");

/** Settings as they are fit everywhere. */
export const plain: HttpsSiteArgs = site satisfies SiteConfig;

/** Every leaf may be an output, and a list, a record or an object as a whole where it tells no kinds apart. */
export const lifted: HttpsSiteArgs = {
  domain: text,
  host: { provider: "digitalocean", region: text, size: Promise.resolve("s-1vcpu-1gb") },
  proxy: { provider: "cloudflare", ssl: pulumi.output<"full" | "strict">("full"), zone: text },
  certificate: {
    source: "lets-encrypt",
    names: [text, "example.com"],
    root: { file: text },
    adopt: pulumi.output({ certificate: { file: "a" }, privateKey: { file: "b" } }),
  },
  server: { kind: "nginx", upstream: pulumi.interpolate`http://${text}:8000`, hsts: pulumi.output({ maxAge: 1 }) },
  application: { kind: "wsgi", directory: text, callable: text, environment: { A: text, B: "b" }, port: pulumi.output(8000) },
  services: [{ kind: "postgresql", from: pulumi.output(["203.0.113.0/24"]), serverName: text }],
  secretEnvironment: pulumi.output({ A: "b" }),
};

/** The kinds of a union stay told apart by their literals. */
export function upstreamOf(server: Inputs<ServerSettings>): pulumi.Input<string> | undefined {
  return server.kind === "gunicorn" ? undefined : server.upstream;
}

// @ts-expect-error: the kind of a server decides what it can be told.
export const kind: Inputs<ServerSettings> = { kind: pulumi.output("nginx" as const) };
// @ts-expect-error: so do the settings of a server as a whole, as its kind is among them.
export const server: Inputs<ServerSettings> = pulumi.output({ kind: "nginx" as const });
// @ts-expect-error: how many services there are decides which records and ports there are.
export const services: HttpsSiteArgs["services"] = pulumi.output([{ kind: "postfix" as const }]);
// @ts-expect-error: where a certificate comes from decides which resources it takes.
export const source: HttpsSiteArgs["certificate"] = { source: pulumi.output("self-signed" as const) };
// @ts-expect-error: a vendor decides which machine is made.
export const provider: VpsArgs["provider"] = pulumi.output("digitalocean" as const);
// @ts-expect-error: files are written for the image.
export const image: VpsArgs["image"] = text;
// @ts-expect-error: an address is a resource of its own.
export const reserved: HttpsSiteArgs["host"] = { ...site.host, reservedIp: pulumi.output(true) };
// @ts-expect-error: whether there is an edge decides which resources there are.
export const proxied: HttpsSiteArgs["proxy"] = { provider: "cloudflare", proxied: pulumi.output(false) };
// @ts-expect-error: without an edge nothing is said of it.
export const withoutEdge: SiteConfig["proxy"] = { provider: "cloudflare", proxied: false, ssl: "full" };
// @ts-expect-error: where DNS is elsewhere there is no zone.
export const elsewhere: SiteConfig["proxy"] = { provider: "none", zone: "example.com" };
// @ts-expect-error: an edge must be told how it speaks with the host.
export const untold: SiteConfig["proxy"] = { provider: "cloudflare" };
// @ts-expect-error: an output has the type that the setting has.
export const days: HttpsSiteArgs["certificate"] = { source: "self-signed", days: text };
