import * as pulumi from "@pulumi/pulumi";
import { HttpsSite } from "tlsup";

const config = new pulumi.Config();

const site = new HttpsSite("site", {
  domain: config.require("domain"),
  host: { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb" },
  proxy: { provider: "cloudflare", ssl: "full" },
  certificate: { source: "self-signed", keyType: "ecdsa-p256" },
  server: { kind: "nginx" },
  application: { kind: "demo", environment: { GREETING: config.require("greeting") } },
  secretEnvironment: config.requireSecretObject<Record<string, string>>("secretEnvironment"),
});

export const url = site.url;
export const chain = site.chain;
