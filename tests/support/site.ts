import type { SiteConfig } from "../../components/site/site-config";
import type { DigitalOceanHost } from "../../components/host/digitalocean/settings";
import type { Release } from "../../components/release/common/release";

/** A site with every choice at its default. */
export const site: SiteConfig & { readonly host: DigitalOceanHost } = {
  domain: "blog.example.com",
  host: { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb" },
  proxy: { provider: "cloudflare", ssl: "full" },
  certificate: { source: "self-signed" },
  server: { kind: "nginx" },
  application: { kind: "demo" },
};

/** A small release. */
export const release: Release = {
  site: "blog.example.com",
  domain: "blog.example.com",
  packages: ["nginx"],
  files: { "nginx/site.conf": "server {}\n", "tls/fullchain.pem": "PEM\n" },
  secrets: { "tls/privkey.pem": "KEY\n" },
  links: { "/etc/nginx/conf.d/tlsup-blog.example.com.conf": "nginx/site.conf" },
  checks: [["/usr/sbin/nginx", "-t", "-q"]],
  services: [{ unit: "nginx.service", action: "reload" }],
  ports: [{ port: 443, unit: "nginx.service" }],
  names: ["nginx/site.conf", "tls/fullchain.pem", "tls/privkey.pem"],
  aliases: {},
  trees: {},
  certificate: { source: "release", sha256: "ab".repeat(32) },
  certificateFiles: [],
  preparation: [],
  takeovers: [],
  complaints: [],
  probes: [{ protocol: "https", serverName: "blog.example.com", port: 443, healthPath: "/" }],
};
