import { readFileSync } from "node:fs";

/**
 * The calls of DigitalOcean's provider for what tlsup makes, and the scope of each.
 * Source: https://docs.digitalocean.com/reference/api/reference/
 */
const calls = {
  "POST /v2/droplets": "droplet:create",
  "GET /v2/droplets/:id": "droplet:read",
  "GET /v2/droplets/:id/actions": "droplet:read",
  "POST /v2/droplets/:id/actions": "droplet:update",
  "DELETE /v2/droplets/:id": "droplet:delete",
  // What it waits for: a change of size, an address that moves.
  "GET /v2/actions/:id": "actions:read",
  "POST /v2/account/keys": "ssh_key:create",
  "GET /v2/account/keys/:key": "ssh_key:read",
  "PUT /v2/account/keys/:key": "ssh_key:update",
  "DELETE /v2/account/keys/:key": "ssh_key:delete",
  "POST /v2/firewalls": "firewall:create",
  "GET /v2/firewalls/:id": "firewall:read",
  "PUT /v2/firewalls/:id": "firewall:update",
  "DELETE /v2/firewalls/:id": "firewall:delete",
  "POST /v2/reserved_ips": "reserved_ip:create",
  "GET /v2/reserved_ips/:ip": "reserved_ip:read",
  "POST /v2/reserved_ips/:ip/actions": "reserved_ip:update",
  "GET /v2/reserved_ips/:ip/actions/:action": "reserved_ip:read",
  "DELETE /v2/reserved_ips/:ip": "reserved_ip:delete",
  "POST /v2/tags": "tag:create",
  "GET /v2/tags/:name": "tag:read",
  "POST /v2/tags/:name/resources": "tag:create",
  "DELETE /v2/tags/:name/resources": "tag:delete",
  "DELETE /v2/tags/:name": "tag:delete",
} as const;

/** The scopes that a token must have beside another one. Source: https://docs.digitalocean.com/reference/api/scopes/ */
const besides: Readonly<Record<string, readonly string[]>> = {
  droplet: ["regions:read", "sizes:read", "actions:read", "image:read"],
  reserved_ip: ["droplet:read", "regions:read", "sizes:read", "actions:read", "image:read"],
  "reserved_ip:create": ["project:read"],
};

const needed = [
  ...new Set(
    Object.values(calls).flatMap((scope) => {
      const [resource = ""] = scope.split(":");
      return [scope, `${resource}:read`, ...(besides[resource] ?? []), ...(besides[scope] ?? [])];
    }),
  ),
].sort();

/** The scopes in a text such as "droplet and tag (create, read); image: read". */
function scopesIn(text: string): string[] {
  const groups = [...text.matchAll(/((?:[a-z_]+(?:, | and ))*[a-z_]+)(?:: | \(all | \()((?:(?:create|read|update|delete)(?:, )?)+)\)?/g)];
  const listed = (part = ""): string[] => part.split(/, | and /).filter(Boolean);
  return groups.flatMap(([, resources, verbs]) => listed(resources).flatMap((resource) => listed(verbs).map((verb) => `${resource}:${verb}`))).sort();
}

test.each([
  ["README.md", /token at DigitalOcean \((.*)\) and one at Cloudflare/],
  ["stacks/Pulumi.production.yaml", /DIGITALOCEAN_TOKEN +scopes: ([^]*?)\n# +CLOUDFLARE/],
])("%s lists the scopes that a token for DigitalOcean needs, and no others", (file, list) => {
  const text = list.exec(readFileSync(file, "utf8"))?.[1] ?? "";
  expect(scopesIn(text.replaceAll(/\n# +/g, " "))).toEqual(needed);
});
