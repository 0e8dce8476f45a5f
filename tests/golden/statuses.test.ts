import { Api as DigitalOcean, publicKeys } from "../unit/localcloud/apis/digitalocean/api-fixture";
import { Api as Hetzner } from "../unit/localcloud/apis/hetzner/api-fixture";
import { Api as Linode } from "../unit/localcloud/apis/linode/api-fixture";
import { expectGolden } from "../support/golden";

interface Asked<Body> {
  ask(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly body: Body }>;
  remove(): Promise<void>;
}

type Ask<Body> = (method: string, path: string, body?: object) => Promise<Body>;

/** Asks an API, notes the status of each answer, and compares them with a file. Ids, which the API draws, are N. */
async function told<Body>(name: string, api: Asked<Body>, life: (ask: Ask<Body>) => Promise<void>): Promise<void> {
  const lines: string[] = [];
  try {
    await life(async (method, path, body) => {
      const answer = await api.ask(method, path, body);
      lines.push(`${answer.status} ${method} ${path}${body === undefined ? "" : ` ${JSON.stringify(body)}`}`);
      return answer.body;
    });
  } finally {
    await api.remove();
  }
  const text = lines.join("\n").replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b\d{9}\b/g, "N");
  expectGolden(name, `${text.replaceAll(publicKeys[0], "KEY")}\n`);
}

/** Makes changes to what is at a path, deletes it, and asks for it once more. */
async function end(ask: Ask<unknown>, path: string, ...changes: readonly object[]): Promise<void> {
  for (const body of changes) await ask("PUT", path, body);
  for (const method of ["DELETE", "GET"]) await ask(method, path);
}

test("the life of a droplet, and of what belongs to it", async () => {
  const api = await DigitalOcean.open();
  await told("statuses-digitalocean.txt", api, async (ask) => {
    for (const [method, path] of [
      ["GET", "account"],
      ["GET", "volumes"],
      ["GET", "nonsense"],
      ["GET", "droplets/1"],
      ["GET", "images/1"],
      ["GET", "regions?page=0"],
    ] as const)
      await ask(method, path);
    const key = { name: "me", public_key: publicKeys[0] };
    const { ssh_key: made } = await ask("POST", "account/keys", key);
    await ask("POST", "account/keys", key);
    await end(ask, `account/keys/${made.id}`, { name: "you" }, { name: "" });
    for (const name of ["web", "w b"]) await ask("POST", "tags", { name });
    const { droplet } = await ask("POST", "droplets", { name: "web", region: "fra1", size: "s-1vcpu-1gb", image: "debian-12-x64" });
    const own = `droplets/${droplet.id}`;
    const ready = (): Promise<unknown> => api.until(droplet.id, ({ status, locked }) => status !== "new" && !locked);
    await ready();
    const tagged = { resources: [{ resource_id: droplet.id, resource_type: "droplet" }] };
    await ask("POST", "tags/web/resources", tagged);
    await ask("POST", "tags/web/resources", { resources: [{ resource_id: 1, resource_type: "volume" }] });
    await ask("POST", "tags/none/resources", tagged);
    for (const type of ["power_on", "snapshot", "nonsense", "power_off", "power_off", "resize", "power_on", "rename", "reboot"]) {
      await ask("POST", `${own}/actions`, { type, name: "other", size: "s-1vcpu-2gb" });
      await ready();
    }
    for (const path of [own, `${own}/actions`, `${own}/actions/1`, `${own}/firewalls`, "actions/1"]) await ask("GET", path);
    const rule = { protocol: "tcp", ports: "22", sources: { addresses: ["::/0"] } };
    const { firewall } = await ask("POST", "firewalls", { name: "fw", inbound_rules: [rule] });
    const wall = `firewalls/${firewall.id}`;
    await ask("POST", "firewalls", { name: "fw", inbound_rules: [rule] });
    await ask("PUT", wall, { name: "other", inbound_rules: [rule] });
    for (const method of ["POST", "DELETE"]) await ask(method, `${wall}/droplets`, { droplet_ids: [droplet.id] });
    for (const method of ["POST", "DELETE"]) await ask(method, `${wall}/tags`, { tags: ["web"] });
    for (const [method, ports] of [
      ["POST", "80"],
      ["DELETE", "80"],
      ["DELETE", "22"],
    ] as const)
      await ask(method, `${wall}/rules`, { inbound_rules: [{ ...rule, ports }] });
    await end(ask, wall);
    for (const body of [{}, { region: "mars1" }, { droplet_id: 1 }]) await ask("POST", "reserved_ips", body);
    const { reserved_ip: ip } = await ask("POST", "reserved_ips", { region: "fra1" });
    for (const type of ["assign", "unassign", "unassign", "nonsense"]) {
      await ask("POST", `reserved_ips/${ip.ip}/actions`, { type, droplet_id: droplet.id });
      await ready();
    }
    for (const path of [`reserved_ips/${ip.ip}/actions`, `reserved_ips/${ip.ip}/actions/1`]) await ask("GET", path);
    await end(ask, `reserved_ips/${ip.ip}`);
    for (const path of ["droplets", "droplets?tag_name=web", own, "tags/web", "tags/web"]) await ask("DELETE", path);
  });
});

test("the life of a server at Hetzner, and of what belongs to it", async () => {
  const api = new Hetzner();
  await told("statuses-hetzner.txt", api, async (ask) => {
    const done = async (body: { readonly action?: { readonly id: number } | null; readonly actions?: readonly { readonly id: number }[] }): Promise<void> => {
      for (const { id } of [...(body.action ? [body.action] : []), ...(body.actions ?? [])]) await api.ended(id);
    };
    for (const path of ["volumes", "nonsense", "servers/1", "images/1", "locations/fsn1", "server_types/none", "images?type=snapshot", "servers?page=0"])
      await ask("GET", path);
    const { ssh_key: key } = await ask("POST", "ssh_keys", { name: "me", public_key: publicKeys[0] });
    await end(ask, `ssh_keys/${key.id}`, { name: "you" }, { name: "" });
    const created = await ask("POST", "servers", { name: "web", server_type: "cx23", image: "debian-12" });
    await done(created);
    const own = `servers/${created.server.id}`;
    for (const command of ["poweron", "poweroff", "poweron", "reboot", "shutdown", "nonsense"]) await done(await ask("POST", `${own}/actions/${command}`));
    for (const body of [
      { server_type: "none", upgrade_disk: true },
      { server_type: "cx33", upgrade_disk: true },
    ])
      await done(await ask("POST", `${own}/actions/change_type`, body));
    await ask("PUT", own, { name: "other", labels: { a: "b" } });
    const { firewall } = await ask("POST", "firewalls", { name: "fw" });
    const wall = `firewalls/${firewall.id}`;
    const target = [{ type: "server", server: { id: created.server.id } }];
    for (const part of ["apply_to", "apply_to", "remove_from", "remove_from"])
      await done(await ask("POST", `${wall}/actions/${part}_resources`, { [part]: target }));
    await done(await ask("POST", `${wall}/actions/set_rules`, { rules: [] }));
    await end(ask, wall, { name: "other" });
    for (const body of [{ type: "ipv4" }, { type: "ipv6" }, { type: "none" }]) await ask("POST", "floating_ips", body);
    const made = await ask("POST", "floating_ips", { type: "ipv4", home_location: "fsn1" });
    const ip = `floating_ips/${made.floating_ip.id}`;
    for (const command of ["assign", "unassign", "unassign"]) await done(await ask("POST", `${ip}/actions/${command}`, { server: created.server.id }));
    await end(ask, ip, { description: "d" });
    await end(ask, own);
  });
});

test("the life of a Linode, and of what belongs to it", async () => {
  const api = new Linode();
  await told("statuses-linode.txt", api, async (ask) => {
    for (const path of ["volumes", "nonsense", "linode/instances/1", "regions/none", "images/linode%2Fdebian12", "account/events/1"]) await ask("GET", path);
    const key = await ask("POST", "profile/sshkeys", { label: "me", ssh_key: publicKeys[0] });
    await end(ask, `profile/sshkeys/${key.id}`, { label: "you" });
    const { id } = await ask("POST", "linode/instances", { region: "eu-central", type: "g6-nanode-1", image: "linode/debian12", root_pass: "x".repeat(20) });
    await api.quiet();
    const own = `linode/instances/${id}`;
    for (const command of ["boot", "shutdown", "boot", "reboot", "nonsense"]) {
      await ask("POST", `${own}/${command}`);
      await api.quiet();
    }
    await ask("PUT", own, { label: "web", tags: ["web"] });
    const rules = { inbound: [], inbound_policy: "DROP", outbound: [], outbound_policy: "ACCEPT" };
    const firewall = await ask("POST", "networking/firewalls", { label: "fw-1", rules });
    const wall = `networking/firewalls/${firewall.id}`;
    const device = await ask("POST", `${wall}/devices`, { id, type: "linode" });
    for (const body of [{ id, type: "linode" }, { id: 1 }, { id, type: "nodebalancer" }]) await ask("POST", `${wall}/devices`, body);
    for (const method of ["GET", "DELETE", "GET"]) await ask(method, `${wall}/devices/${device.id}`);
    await ask("PUT", `${wall}/rules`, rules);
    await end(ask, wall, { status: "disabled" });
    for (const body of [{ public: false }, { public: true }, { public: true, reserved: true, region: "mars" }])
      await ask("POST", "networking/ips", { type: "ipv4", ...body });
    const { address } = await ask("POST", "networking/ips", { type: "ipv4", public: true, reserved: true, region: "eu-central" });
    await ask("POST", "networking/ips/assign", { region: "eu-central", assignments: [{ address, linode_id: id }] });
    for (const [method, path] of [
      ["GET", `${own}/ips`],
      ["DELETE", `${own}/ips/${address}`],
      ["DELETE", `networking/reserved/ips/${address}`],
      ["GET", `networking/ips/${address}`],
    ] as const)
      await ask(method, path);
    await end(ask, own);
  });
});
