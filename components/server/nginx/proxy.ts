import { foreignFields, knownNames, schemeField, upgradeProtocol, visitorFields, type Edge } from "../../edge/common/request-headers";
import type { HttpServerSettings } from "../common/web-server";

/**
 * Lines for the https server's block: how requests are passed on to the upstream, and which of their fields are dropped. nginx drops fields only by name, and
 * always or never in one location, so requests that do not come from the edge are sent to another location. That one passes on the request's original path.
 */
export function proxyLines(name: string, settings: HttpServerSettings, { ranges, fields: edgeFields }: Edge): string {
  const scheme = ranges.length === 0 ? "$scheme" : `$tlsup_${name}_scheme`;
  const fields = (dropped: readonly string[]): string => passedLines(name, scheme, settings, dropped);
  const [foreign, edge] = [knownNames(foreignFields), knownNames(edgeFields)];
  const limit = `
  client_max_body_size ${settings.maxBodySize ?? "1m"};
  underscores_in_headers off;
  ignore_invalid_headers on;
`;
  if (ranges.length === 0)
    return `${limit}
  location / {
    proxy_pass http://tlsup_${name};
${fields([...foreign, ...edge])}  }
`;
  return `${limit}
  location / {
    if ($tlsup_${name}_edge = 0) {
      rewrite ^ ${directPath} last;
    }
    proxy_pass http://tlsup_${name};
${fields(foreign)}  }

  location = ${directPath} {
    internal;
    proxy_pass http://tlsup_${name}$request_uri;
${fields([...foreign, ...edge])}  }
`;
}

const directPath = "/.tlsup-direct";

function passedLines(name: string, scheme: string, { hsts }: HttpServerSettings, dropped: readonly string[]): string {
  const set = [
    ...visitorFields.map((field) => [field, "$remote_addr"]),
    [schemeField, scheme],
    ["Upgrade", `$tlsup_${name}_upgrade`],
    ["Connection", `$tlsup_${name}_connection`],
  ];
  const ownHsts = "    # Browsers use only the first one.\n    proxy_hide_header Strict-Transport-Security;\n";
  return `    proxy_http_version 1.1;
    proxy_headers_hash_max_size 1024;
    proxy_headers_hash_bucket_size 128;
    proxy_set_header Host $host;
${[...set, ...dropped.map((field) => [field, '""'])].map(([field, value]) => `    proxy_set_header ${field} ${value};\n`).join("")}${hsts ? ownHsts : ""}`;
}

/** Lines outside of the server blocks: the upstream, and the variables that {@link proxyLines} uses. */
export function upstreamBlocks(name: string, url: string, edge: Edge): string {
  return `upstream tlsup_${name} {
  server ${url.replace("http://", "")};
  keepalive 32;
}

map $http_upgrade $tlsup_${name}_upgrade {
  "~*^${upgradeProtocol}$" $http_upgrade;
}

# An open connection to the upstream is kept unless the request upgrades it.
map $tlsup_${name}_upgrade $tlsup_${name}_connection {
  default upgrade;
  "" "";
}
${edgeScheme(name, edge)}
`;
}

/** Takes the visitor's address from the edge, for requests that come from it. */
export function realAddress({ ranges, visitorField }: Edge): string {
  if (ranges.length === 0) return "";
  return `
  real_ip_header ${visitorField};
${ranges.map((range) => `  set_real_ip_from ${range};\n`).join("")}`;
}

/** The visitor's protocol: what the edge says if the request comes from it, else that of the connection. */
function edgeScheme(name: string, { ranges }: Edge): string {
  if (ranges.length === 0) return "";
  return `
geo $realip_remote_addr $tlsup_${name}_edge {
  default 0;
${ranges.map((range) => `  ${range} 1;\n`).join("")}}

map "$tlsup_${name}_edge:$http_x_forwarded_proto" $tlsup_${name}_scheme {
  default $scheme;
  "1:http" http;
  "1:https" https;
}
`;
}
