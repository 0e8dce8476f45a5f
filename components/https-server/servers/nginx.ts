import { webroot } from "../../certificate/lets-encrypt/http-challenge";
import { currentFolder, fullChainPath, privateKeyPath, type Release } from "../release";

/** nginx as the origin's HTTPS server. */
export interface NginxSettings {
  readonly kind: "nginx";
  /**
   * Where requests are passed on to, e.g. `http://127.0.0.1:8000`. Required without an application, refused with one, which is the upstream then.
   */
  readonly upstream?: string;
  /**
   * Whether http on the host redirects to https. With `ssl: "flexible"` at the edge that is an endless loop.
   * @default true
   */
  readonly redirectToHttps?: boolean;
  /**
   * The largest request body that is accepted, e.g. `10m`.
   * @default "1m"
   */
  readonly maxBodySize?: string;
  /**
   * The path that must answer after a push, or the push is rolled back.
   * @default "/"
   */
  readonly healthPath?: string;
}

/** What nginx needs to know beyond its settings. */
export interface NginxContext {
  readonly domain: string;
  readonly upstream: string;
  /** Address ranges of the edge; only from them is the visitor's address taken from a header. */
  readonly edgeRanges: readonly string[];
}

/** The part of a release that is nginx's. */
export type ServerPlan = Pick<Release, "packages" | "files" | "links" | "checks" | "services">;

const site = "nginx/site.conf";

/** nginx serving `domain` from the certificate under `tls/` of the release. */
export function planNginx(settings: NginxSettings, context: NginxContext): ServerPlan {
  return {
    packages: ["nginx", "openssl", "curl"],
    files: { [site]: siteFile(settings, context) },
    links: { [`/etc/nginx/conf.d/tlsup-${context.domain}.conf`]: site },
    checks: [["/usr/sbin/nginx", "-t", "-q"]],
    services: [{ unit: "nginx.service", action: "reload" }],
  };
}

function siteFile(settings: NginxSettings, { domain, upstream, edgeRanges }: NginxContext): string {
  const folder = currentFolder(domain);
  const name = domain.replaceAll(/[^a-z0-9]/g, "_");
  const proxy = `
  client_max_body_size ${settings.maxBodySize ?? "1m"};

  location / {
    proxy_pass http://tlsup_${name};
    proxy_http_version 1.1;
    proxy_set_header Host $host;
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $tlsup_${name}_scheme;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $tlsup_${name}_connection;
  }
`;
  const redirect = `
  location / {
    return 308 https://$host$request_uri;
  }
`;
  return `# Written by tlsup; the next push replaces it.
upstream tlsup_${name} {
  server ${upstream.replace("http://", "")};
  keepalive 32;
}

# An open connection to the upstream is kept unless the request upgrades it.
map $http_upgrade $tlsup_${name}_connection {
  default upgrade;
  "" "";
}

${edgeScheme(name, edgeRanges)}
server {
  listen 80;
  listen [::]:80;
  server_name ${domain};

  # Proofs of the name for an ACME CA (RFC 8555, section 8.3).
  location ^~ /.well-known/acme-challenge/ {
    root ${webroot};
    default_type text/plain;
  }
${realAddress(edgeRanges)}${settings.redirectToHttps === false ? proxy : redirect}}

server {
  listen 443 ssl http2;
  listen [::]:443 ssl http2;
  server_name ${domain};

  ssl_certificate ${folder}/${fullChainPath};
  ssl_certificate_key ${folder}/${privateKeyPath};
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;
  ssl_prefer_server_ciphers off;
  ssl_ecdh_curve X25519:prime256v1:secp384r1;
  ssl_session_cache shared:tlsup:10m;
  ssl_session_timeout 1d;
${realAddress(edgeRanges)}${proxy}}
`;
}

function realAddress(edgeRanges: readonly string[]): string {
  if (edgeRanges.length === 0) return "";
  return `
  real_ip_header CF-Connecting-IP;
${edgeRanges.map((range) => `  set_real_ip_from ${range};\n`).join("")}`;
}

/** The protocol that the visitor spoke: the edge's word when the edge asks, else that of the connection. */
function edgeScheme(name: string, edgeRanges: readonly string[]): string {
  return `geo $realip_remote_addr $tlsup_${name}_edge {
  default 0;
${edgeRanges.map((range) => `  ${range} 1;\n`).join("")}}

map "$tlsup_${name}_edge:$http_x_forwarded_proto" $tlsup_${name}_scheme {
  default $scheme;
  "1:http" http;
  "1:https" https;
}
`;
}
