import { Api as Cloudflare } from "../unit/localcloud/apis/cloudflare/api-fixture";
import { Api as DigitalOcean, publicKeys } from "../unit/localcloud/apis/digitalocean/api-fixture";
import { Api as Hetzner } from "../unit/localcloud/apis/hetzner/api-fixture";
import { Api as Linode } from "../unit/localcloud/apis/linode/api-fixture";
import { expectGolden } from "../support/golden";

interface Opened {
  remove(): void | Promise<void>;
}

const apis: Opened[] = [];
afterEach(async () => {
  for (const api of apis.splice(0)) await api.remove();
});

function opened<Api extends Opened>(api: Api): Api {
  apis.push(api);
  return api;
}

/** What each path answers, every item of a list on a line of its own. */
async function told(paths: readonly string[], answer: (path: string) => Promise<object>): Promise<string> {
  const parts = [];
  for (const path of paths) parts.push(`== ${path}\n`, ...Object.entries(await answer(path)).flatMap(([key, value]) => linesOf(key, value)));
  return parts.join("");
}

function linesOf(key: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.map((item) => `${key}: ${JSON.stringify(item)}\n`);
  if (typeof value !== "object" || value === null) return [`${key}: ${JSON.stringify(value)}\n`];
  return Object.entries(value).map(([name, part]) => `${key}.${name}: ${JSON.stringify(part)}\n`);
}

/** A UUID of version 8 (RFC 9562). */
const vpc = /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}/g;

/** Without what differs from run to run: ids that the API drew, and the time of day. */
function lasting(text: string, ids: Readonly<Record<string, number>>): string {
  const isNow = (time: string): boolean => Math.abs(Date.parse(`${time.replace("Z", "")}Z`) - Date.now()) < 3_600_000;
  return Object.entries(ids)
    .reduce((rest, [name, id]) => rest.replaceAll(String(id), name).replaceAll(String(id + 1), `${name}+1`), text)
    .replaceAll(vpc, "VPC")
    .replaceAll(/"(\d{4}-\d\d-\d\dT[\d:.]+Z?)"/g, (written, time: string) => (isNow(time) ? '"now"' : written));
}

test("the account, places, sizes and systems of DigitalOcean, and a droplet with its networks", async () => {
  const api = opened(await DigitalOcean.open());
  const { id } = await api.created({ ipv6: true, tags: ["web"] });
  const text = await told(["account", "regions", "sizes", "images", `droplets/${id}`, `droplets/${id}/actions`], (path) => api.succeed("GET", path));
  const [action] = (await api.succeed("GET", `droplets/${id}/actions`)).actions;
  expectGolden("api-digitalocean.txt", lasting(text, { DROPLET: id, ACTION: action?.id ?? 0 }));
});

test("the places, types and systems of Hetzner, and a server", async () => {
  const api = opened(new Hetzner());
  const { firewall } = await api.succeed("POST", "firewalls", { name: "fw" });
  const { id } = await api.created({ firewalls: [{ firewall: firewall.id }] });
  const text = await told(["locations", "server_types", "images", `servers/${id}`, `servers/${id}/actions`], (path) => api.succeed("GET", path));
  const [action] = (await api.succeed("GET", `servers/${id}/actions`)).actions;
  expectGolden("api-hetzner.txt", lasting(text, { SERVER: id, FIREWALL: firewall.id, ACTION: action?.id ?? 0 }));
});

test("the places, plans and systems of Linode, and a Linode with its disks, configuration, addresses and firewall", async () => {
  const api = opened(new Linode());
  const rules = { inbound: [], inbound_policy: "DROP", outbound: [], outbound_policy: "ACCEPT" };
  const { id: firewall } = await api.succeed("POST", "networking/firewalls", { label: "fw-1", rules });
  const { id } = await api.created({ label: "web", authorized_keys: [publicKeys[0]], firewall_id: firewall });
  const own = ["", "/disks", "/configs", "/ips", "/firewalls"].map((part) => `linode/instances/${id}${part}`);
  const text = await told(["regions", "linode/types", "images", ...own, "account/events"], (path) => api.succeed("GET", path));
  const events = (await api.succeed("GET", "account/events")).data.map((event, index) => [`EVENT${index}`, event.id]);
  expectGolden("api-linode.txt", lasting(text, { LINODE: id, FIREWALL: firewall, ...(Object.fromEntries(events) as Record<string, number>) }));
});

test("a new zone of Cloudflare, with its settings, its account, and what tokens may be allowed", async () => {
  const api = opened(await Cloudflare.open());
  const text = await told(["", "/settings", "/dnssec"], async (path) => ({ result: (await api.inZone("GET", path)).result }));
  const groups = await told(["/accounts", "/user/tokens/permission_groups"], async (path) => ({ result: (await api.call("GET", path)).result }));
  expectGolden("api-cloudflare.txt", lasting(`${text}${groups}`.replaceAll(api.zoneId, "ZONE"), {}));
});
