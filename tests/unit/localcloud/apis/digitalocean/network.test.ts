import { Api, eventually, type Firewall } from "./api-fixture";

let api: Api;
beforeEach(async () => {
  api = await Api.open();
});
afterEach(() => api.remove());

const ssh = { protocol: "tcp", ports: "22", sources: { addresses: ["192.0.2.0/24"] } };
const everywhere = { addresses: ["0.0.0.0/0", "::/0"] };

const inForce = (id: string): Promise<Firewall> =>
  eventually(async () => {
    const { firewall } = await api.succeed("GET", `firewalls/${id}`);
    return firewall.status === "succeeded" ? firewall : undefined;
  });
const policyOf = (id: number) => api.hosts.all.get(String(id))?.settings?.firewall;

describe("a firewall", () => {
  it("is in force on its droplets by id and by tag, and on no other", async () => {
    const [byId, byTag, other] = await Promise.all([api.created({ name: "a" }), api.created({ name: "b", tags: ["web"] }), api.created({ name: "c" })]);
    const { firewall } = await api.succeed("POST", "firewalls", { name: "f", inbound_rules: [ssh], droplet_ids: [byId.id], tags: ["web"] });
    await inForce(firewall.id);
    const expected = { inbound: [{ protocol: "tcp", ports: { first: 22, last: 22 }, addresses: ["192.0.2.0/24"] }], outbound: [] };
    expect([byId, byTag, other].map(({ id }) => policyOf(id))).toEqual([expected, expected, undefined]);
  });

  it("adds up with the others of a droplet", async () => {
    const { id } = await api.created();
    await api.succeed("POST", "firewalls", { name: "one", inbound_rules: [ssh], droplet_ids: [id] });
    const { firewall } = await api.succeed("POST", "firewalls", {
      name: "two",
      outbound_rules: [{ protocol: "udp", ports: "all", destinations: everywhere }],
      droplet_ids: [id],
    });
    await inForce(firewall.id);
    expect(policyOf(id)).toMatchObject({ inbound: [{ protocol: "tcp" }], outbound: [{ protocol: "udp", addresses: everywhere.addresses }] });
  });

  it("follows the droplets that its rules name: by id, by tag, with their public, private and reserved addresses", async () => {
    const [web, database] = await Promise.all([api.created({ name: "web", tags: ["web"] }), api.created({ name: "db" })]);
    const { reserved_ip: ip } = await api.succeed("POST", "reserved_ips", { droplet_id: web.id });
    const { firewall } = await api.succeed("POST", "firewalls", {
      name: "f",
      inbound_rules: [{ protocol: "tcp", ports: "5432", sources: { tags: ["web"] } }],
      droplet_ids: [database.id],
    });
    await inForce(firewall.id);
    const addresses = () => policyOf(database.id)?.inbound[0]?.addresses;
    expect(addresses()).toEqual([...web.networks.v4.map((network) => network.ip_address), ip.ip]);
    await api.succeed("DELETE", "tags/web/resources", { resources: [{ resource_id: String(web.id), resource_type: "droplet" }] });
    await inForce(firewall.id);
    expect(addresses()).toEqual([]);
  });

  it("is waiting until its droplets have it, and lets everything pass again when it is gone", async () => {
    const { id } = await api.created();
    const { firewall } = await api.succeed("POST", "firewalls", { name: "f", inbound_rules: [ssh], droplet_ids: [id] });
    expect(firewall).toMatchObject({ status: "waiting", pending_changes: [{ droplet_id: id, removing: false, status: "waiting" }] });
    expect((await inForce(firewall.id)).pending_changes).toEqual([]);
    await api.succeed("DELETE", `firewalls/${firewall.id}`);
    await eventually(() => Promise.resolve(policyOf(id) === undefined ? true : undefined));
  });

  it('gives all ports, and ICMP, as "0", whichever way they were said', async () => {
    const rules = ["all", "0", "1-65535"].map((ports) => ({ protocol: "tcp", ports, sources: everywhere }));
    const { firewall } = await api.succeed("POST", "firewalls", { name: "f", inbound_rules: [...rules, { protocol: "icmp", sources: everywhere }] });
    expect(firewall.inbound_rules).toEqual(
      [0, 1, 2].map(() => ({ protocol: "tcp", ports: "0", sources: everywhere })).concat({ protocol: "icmp", ports: "0", sources: everywhere }),
    );
  });

  it("takes and loses droplets, tags and rules one by one", async () => {
    const { id } = await api.created();
    await api.succeed("POST", "tags", { name: "t" });
    const { firewall } = await api.succeed("POST", "firewalls", { name: "f", inbound_rules: [ssh] });
    const extra = { outbound_rules: [{ protocol: "tcp", ports: "8000-9000", destinations: everywhere }] };
    for (const [part, body] of [
      ["droplets", { droplet_ids: [id] }],
      ["tags", { tags: ["t"] }],
      ["rules", extra],
    ] as const) {
      expect((await api.ask("POST", `firewalls/${firewall.id}/${part}`, body)).status).toBe(204);
    }
    const whole = (await api.succeed("GET", `firewalls/${firewall.id}`)).firewall;
    expect(whole).toMatchObject({ droplet_ids: [id], tags: ["t"], ...extra });
    expect((await api.succeed("GET", `droplets/${String(id)}/firewalls`)).firewalls.map((each) => each.id)).toEqual([firewall.id]);
    for (const [part, body] of [
      ["droplets", { droplet_ids: [id] }],
      ["tags", { tags: ["t"] }],
      ["rules", extra],
    ] as const) {
      expect((await api.ask("DELETE", `firewalls/${firewall.id}/${part}`, body)).status).toBe(204);
    }
    expect((await api.succeed("GET", `firewalls/${firewall.id}`)).firewall).toMatchObject({ droplet_ids: [], tags: [], outbound_rules: [] });
  });

  it.each([
    [{ name: "-x", inbound_rules: [ssh] }, 422],
    [{ name: "f" }, 422],
    [{ name: "f", inbound_rules: [{ ...ssh, protocol: "sctp" }] }, 422],
    [{ name: "f", inbound_rules: [{ ...ssh, ports: "9-8" }] }, 422],
    [{ name: "f", inbound_rules: [{ ...ssh, ports: "65536" }] }, 422],
    [{ name: "f", inbound_rules: [{ ...ssh, sources: {} }] }, 422],
    [{ name: "f", inbound_rules: [{ ...ssh, sources: { addresses: ["example.test"] } }] }, 422],
    [{ name: "f", inbound_rules: [{ ...ssh, sources: { addresses: ["0.0.0.0/33"] } }] }, 422],
    [{ name: "f", inbound_rules: [{ ...ssh, sources: { droplet_ids: [1] } }] }, 422],
    [{ name: "f", inbound_rules: [{ ...ssh, sources: { load_balancer_uids: ["a"] } }] }, 422],
    [{ name: "f", inbound_rules: [{ ...ssh, sources: { kubernetes_ids: ["a"] } }] }, 422],
    [{ name: "f", inbound_rules: [{ ...ssh, action: "reject" }] }, 422],
    [{ name: "f", inbound_rules: [ssh], droplet_ids: [1] }, 422],
    [{ name: "f", inbound_rules: [ssh], tags: ["none"] }, 422],
    [{ name: "f", inbound_rules: [{ ...ssh, action: "deny" }] }, 501],
    [{ name: "taken", inbound_rules: [ssh] }, 409],
  ])("as %j is refused with %d", async (body, status) => {
    await api.succeed("POST", "firewalls", { name: "taken", inbound_rules: [ssh] });
    expect((await api.ask("POST", "firewalls", body)).status).toBe(status);
  });
});

describe("a reserved IP", () => {
  it("comes from the upper half of the network and leads to the droplet that it is assigned to, also after a restart", async () => {
    const { id } = await api.created();
    const { status, body } = await api.ask("POST", "reserved_ips", { region: "fra1" });
    expect([status, body.reserved_ip]).toMatchObject([202, { ip: "198.51.100.48", droplet: null, locked: false }]);
    const { action } = await api.succeed("POST", "reserved_ips/198.51.100.48/actions", { type: "assign", droplet_id: id });
    expect(await api.ended(`reserved_ips/198.51.100.48/actions/${String(action.id)}`)).toMatchObject({
      type: "assign_ip",
      status: "completed",
      resource_id: 0xc6336430,
    });
    const addresses = () => api.hosts.all.get(String(id))?.settings?.addresses;
    expect(addresses()).toContain("198.51.100.48/27");
    await api.act(id, { type: "power_cycle" });
    expect(addresses()).toContain("198.51.100.48/27");
    await api.succeed("POST", "reserved_ips/198.51.100.48/actions", { type: "unassign" });
    await eventually(() => Promise.resolve(addresses()?.includes("198.51.100.48/27") ? undefined : true));
  });

  it("moves from one droplet to another", async () => {
    const [one, two] = await Promise.all([api.created({ name: "one" }), api.created({ name: "two" })]);
    const { reserved_ip: ip, links } = await api.succeed("POST", "reserved_ips", { droplet_id: one.id });
    await api.ended(`actions/${String(links.actions?.[0]?.id)}`);
    const { action } = await api.succeed("POST", `reserved_ips/${ip.ip}/actions`, { type: "assign", droplet_id: two.id });
    await api.ended(`actions/${String(action.id)}`);
    const has = [one, two].map(({ id }) => api.hosts.all.get(String(id))?.settings?.addresses.includes(`${ip.ip}/27`));
    expect(has).toEqual([false, true]);
  });

  it("is refused without a region, for an unknown droplet, and as a droplet's second", async () => {
    const { id } = await api.created();
    await api.succeed("POST", "reserved_ips", { droplet_id: id });
    for (const body of [{}, { region: "mars1" }, { droplet_id: 1 }, { droplet_id: id }]) expect((await api.ask("POST", "reserved_ips", body)).status).toBe(422);
  });
});

describe("a tag", () => {
  it("is made by the droplet that has it first, counts its droplets and is taken from all of them with its deletion", async () => {
    const { id } = await api.created({ tags: ["Web"] });
    expect((await api.succeed("GET", "tags/web")).tag).toMatchObject({ name: "Web", resources: { count: 1 } });
    expect((await api.ask("DELETE", "tags/web")).status).toBe(204);
    expect((await api.droplet(id)).tags).toEqual([]);
    expect((await api.ask("GET", "tags/web")).status).toBe(404);
  });
});
