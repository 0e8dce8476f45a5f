import * as pulumi from "@pulumi/pulumi";
import { HttpsSite } from "tlsup";

const site = new HttpsSite("files", {
  domain: new pulumi.Config().require("domain"),
  host: { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb" },
  proxy: { provider: "cloudflare", ssl: "full" },
  certificate: { source: "self-signed", keyType: "ecdsa-p256" },
  server: { kind: "nginx" },
  application: { kind: "static", directory: "public" },
});

export const url = site.url;
export const chain = site.chain;
