import { Api, eventually, publicKeys, type Answer } from "./api-fixture";

let api: Api;
beforeEach(async () => {
  api = await Api.open();
});
afterEach(() => api.remove());

const valid = { name: "web", region: "fra1", size: "s-1vcpu-1gb", image: "debian-12-x64" };

describe("a new droplet", () => {
  it("is answered with 202 before it boots, is `new`, locked and without an address", async () => {
    api.hosts.silent = true;
    const { status, body } = await api.ask("POST", "droplets", valid);
    expect(status).toBe(202);
    expect(body.droplet).toMatchObject({ name: "web", status: "new", locked: true, networks: { v4: [], v6: [] }, size_slug: "s-1vcpu-1gb", memory: 1024 });
    expect(body.links.actions).toEqual([expect.objectContaining({ rel: "create" })]);
  });

  it("gets its addresses in the same answer that says `active`", async () => {
    const { id } = await api.create();
    const droplet = await api.until(id, ({ status }) => status !== "new");
    expect(droplet.networks.v4).toEqual([
      { ip_address: "198.51.100.34", netmask: "255.255.255.224", gateway: "198.51.100.33", type: "public" },
      { ip_address: "10.110.0.34", netmask: "255.255.255.0", gateway: null, type: "private" },
    ]);
  });

  it("stays `new` until its sshd greets", async () => {
    api.hosts.silent = true;
    const { id } = await api.create();
    await eventually(() => Promise.resolve(api.hosts.calls.includes("start") || undefined));
    expect((await api.droplet(id)).status).toBe("new");
    api.hosts.silent = false;
    await api.until(id, ({ status, locked }) => status === "active" && !locked);
  });

  it("is made with its user data, its hostname and the keys named by id or fingerprint", async () => {
    const [one, two] = await Promise.all(
      publicKeys.map(async (public_key, index) => (await api.succeed("POST", "account/keys", { name: `key-${String(index)}`, public_key })).ssh_key),
    );
    const { id } = await api.created({ ssh_keys: [one!.id, two!.fingerprint], user_data: "#cloud-config\n", image: "debian-13-x64" });
    expect(api.hosts.all.get(String(id))?.spec).toEqual({
      id: String(id),
      hostname: "web",
      system: "debian-13",
      address: "198.51.100.34",
      userData: "#cloud-config\n",
      authorizedKeys: [...publicKeys],
    });
  });

  it("ends its creation as `errored` when no container can be made, which is logged", async () => {
    api.hosts.failure = new Error("podman says no");
    const { body } = await api.ask("POST", "droplets", valid);
    const action = await api.ended(`actions/${String(body.links.actions?.[0]?.id)}`);
    expect(action).toMatchObject({ type: "create", status: "errored", resource_id: body.droplet.id });
    expect(api.logged).toContain("digitalocean.action-failed");
  });

  it("is the same one when the request is repeated with its Idempotency-Key, until it is deleted", async () => {
    const header = { "Idempotency-Key": "one" };
    const first = await api.succeed("POST", "droplets", valid, header);
    expect((await api.succeed("POST", "droplets", valid, header)).droplet.id).toBe(first.droplet.id);
    expect((await api.succeed("POST", "droplets", valid, { "Idempotency-Key": "two" })).droplet.id).not.toBe(first.droplet.id);
    await api.succeed("DELETE", `droplets/${String(first.droplet.id)}`);
    expect((await api.succeed("POST", "droplets", valid, header)).droplet.id).not.toBe(first.droplet.id);
  });

  it("has an IPv6 address when it is asked for, and gets one while it runs", async () => {
    const made = await api.created({ ipv6: true });
    const told = (octet: string) => [{ ip_address: `2001:db8:2:${octet}::1`, netmask: 64, gateway: "2001:db8:2:21::1", type: "public" }];
    expect([made.features.includes("ipv6"), made.networks.v6]).toEqual([true, told("22")]);
    expect(api.hosts.all.get(String(made.id))?.settings?.addresses).toContain("2001:db8:2:22::1/48");
    const other = await api.created({ name: "other" });
    expect(other.networks.v6).toEqual([]);
    await api.act(other.id, { type: "enable_ipv6" });
    expect((await api.droplet(other.id)).networks.v6).toEqual(told("23"));
    expect(api.hosts.all.get(String(other.id))?.settings?.addresses).toContain("2001:db8:2:23::1/48");
  });

  it("may come with others in one request", async () => {
    const { droplets } = await api.succeed("POST", "droplets", { ...valid, name: undefined, names: ["a", "b"] });
    expect(droplets.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it.each([
    [{ name: "not a hostname" }, "Name Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)"],
    [{ name: null }, "Name can't be blank"],
    [{ region: "mars1" }, "You specified an invalid region for Droplet creation."],
    [{ size: "s-0vcpu" }, "You specified an invalid size for Droplet creation."],
    [{ image: "plan-9" }, "You specified an invalid image for Droplet creation."],
    [{ ssh_keys: [1, "aa:bb"] }, "1, aa:bb are invalid key identifiers for Droplet creation."],
    [{ ssh_keys: [1] }, "1 are invalid key identifiers for Droplet creation."],
    [{ vpc_uuid: "5a4981aa-9653-4bd1-bef5-d6bff52042e4" }, "You specified an invalid VPC for Droplet creation."],
    [{ user_data: "x".repeat(64 * 1024 + 1) }, "User data is too long (maximum is 64 KiB)"],
    [{ tags: ["no spaces"] }, expect.stringContaining("no valid tag")],
    [{ size: 3 }, expect.stringContaining("size: ")],
  ])("with %j is refused with 422 and makes nothing", async (attributes, message) => {
    const { status, body } = await api.ask("POST", "droplets", { ...valid, ...attributes });
    expect([status, body.id, body.message]).toEqual([422, "unprocessable_entity", message]);
    expect((await api.succeed("GET", "droplets")).meta.total).toBe(0);
  });

  it.each([
    ["a name of 255 characters", (past: number) => ({ name: "a".repeat(255 + past) })],
    ["64 KiB of user data", (past: number) => ({ user_data: "x".repeat(65_536 + past) })],
    ["a tag of 255 characters", (past: number) => ({ tags: ["a".repeat(255 + past)] })],
  ])("with %s is made, and with one more is not", async (_, attributes) => {
    expect((await api.ask("POST", "droplets", { ...valid, ...attributes(1) })).status).toBe(422);
    expect((await api.ask("POST", "droplets", { ...valid, ...attributes(0) })).status).toBe(202);
  });

  it.each([[{ volumes: ["a"] }], [{ public_networking: false }]])("with %j is what the local cloud cannot do", async (attributes) => {
    expect((await api.ask("POST", "droplets", { ...valid, ...attributes })).status).toBe(501);
    expect((await api.ask("POST", "droplets", { ...valid, volumes: [], public_networking: true })).status).toBe(202);
  });

  it("is in the first of the regions unless the request names one", async () => {
    const { regions } = await api.succeed("GET", "regions");
    const { droplet } = await api.succeed("POST", "droplets", { ...valid, region: undefined });
    expect(droplet.region.slug).toBe(regions[0]?.slug);
  });

  it("is refused when the network's 14 addresses are used up; a deleted one's comes free", async () => {
    await Promise.all(
      [1, 2].map((batch) =>
        api.succeed("POST", "droplets", { ...valid, name: undefined, names: Array.from({ length: 7 }, (_, index) => `n${String(batch)}-${String(index)}`) }),
      ),
    );
    const refused = await api.ask("POST", "droplets", valid);
    expect([refused.status, refused.body.id]).toEqual([422, "unprocessable_entity"]);
    expect(refused.body.message).toContain("This local cloud has addresses for 14 droplets: none is free, and 1 is needed. `npx tlsup local status` lists");
    const [first] = (await api.succeed("GET", "droplets")).droplets;
    await api.succeed("DELETE", `droplets/${String(first?.id)}`);
    expect((await api.ask("POST", "droplets", valid)).status).toBe(202);
  });
});

describe("a request for more droplets than there are addresses", () => {
  it("makes none of them, and says how many it could", async () => {
    const several = (count: number): Promise<Answer> =>
      api.ask("POST", "droplets", { ...valid, name: undefined, names: Array.from({ length: count }, (_, index) => `n-${String(index)}`) });
    expect((await several(10)).status).toBe(202);
    const refused = await several(5);
    expect([refused.status, refused.body.message]).toEqual([422, expect.stringContaining("4 are free, and 5 are needed")]);
    expect((await api.succeed("GET", "droplets")).meta.total).toBe(10);
    expect((await several(4)).status).toBe(202);
  });
});

describe("deleting a droplet", () => {
  it("answers 204 when its host is gone, 404 the next time", async () => {
    const { id } = await api.created();
    expect((await api.ask("DELETE", `droplets/${String(id)}`)).status).toBe(204);
    expect(api.hosts.all.size).toBe(0);
    expect((await api.ask("GET", `droplets/${String(id)}`)).status).toBe(404);
    expect((await api.ask("DELETE", `droplets/${String(id)}`)).status).toBe(404);
  });

  it("does not wait for one that never comes up", async () => {
    api.hosts.silent = true;
    const { id } = await api.create();
    expect((await api.ask("DELETE", `droplets/${String(id)}`)).status).toBe(204);
    expect(api.hosts.all.size).toBe(0);
  });

  it("takes it out of the firewalls and leaves its reserved IP unassigned", async () => {
    const { id } = await api.created();
    const rule = { protocol: "tcp", ports: "22", sources: { droplet_ids: [id], addresses: ["0.0.0.0/0"] } };
    const { firewall } = await api.succeed("POST", "firewalls", { name: "f", inbound_rules: [rule], droplet_ids: [id] });
    const { reserved_ip: ip } = await api.succeed("POST", "reserved_ips", { droplet_id: id });
    await api.succeed("DELETE", `droplets/${String(id)}`);
    const { firewall: cleaned } = await api.succeed("GET", `firewalls/${firewall.id}`);
    expect(cleaned).toMatchObject({ droplet_ids: [], inbound_rules: [{ sources: { addresses: ["0.0.0.0/0"] } }] });
    expect((await api.succeed("GET", `reserved_ips/${ip.ip}`)).reserved_ip.droplet).toBeNull();
  });

  it("by tag deletes those that have it", async () => {
    const [one, two] = await Promise.all([api.created({ name: "one", tags: ["old"] }), api.created({ name: "two" })]);
    expect((await api.ask("DELETE", "droplets?tag_name=old")).status).toBe(204);
    expect((await api.succeed("GET", "droplets")).droplets.map(({ id }) => id)).toEqual([two.id]);
    expect(one.id).not.toBe(two.id);
  });
});

describe("the list", () => {
  it("is filtered by name and by tag, oldest first", async () => {
    for (const [name, tags] of [
      ["a", ["x"]],
      ["b", ["x", "y"]],
      ["c", []],
    ] as const)
      await api.create({ name, tags });
    const names = async (query: string): Promise<string[]> => (await api.succeed("GET", `droplets?${query}`)).droplets.map(({ name }) => name);
    expect(await names("")).toEqual(["a", "b", "c"]);
    expect(await names("name=b")).toEqual(["b"]);
    expect(await names("tag_name=X")).toEqual(["a", "b"]);
  });
});

describe("after a crash of the daemon", () => {
  const crash = async (): Promise<void> => {
    // What is under way is dropped; the hosts go on, as containers do.
    const { directory, hosts } = api;
    await api.close();
    hosts.silent = false;
    hosts.failure = undefined;
    api = await Api.open(directory, hosts);
  };

  it("a droplet that was accepted comes up", async () => {
    api.hosts.silent = true;
    const { id } = await api.create();
    await crash();
    await api.until(id, ({ status, locked }) => status === "active" && !locked);
  });

  it("a host without a record is removed, one that is missing is made again", async () => {
    const { id } = await api.created();
    const { spec } = api.hosts.all.get(String(id))!;
    api.hosts.all.delete(String(id));
    api.hosts.all.set("stray", { spec: { ...spec, id: "stray" }, running: true, settings: undefined });
    await crash();
    expect([...api.hosts.all.keys()]).toEqual([String(id)]);
    expect(api.hosts.all.get(String(id))?.running).toBe(true);
  });

  it("a droplet that was off stays off, one that was on is started", async () => {
    const [on, off] = await Promise.all([api.created({ name: "on" }), api.created({ name: "off" })]);
    await api.act(off.id, { type: "power_off" });
    for (const host of api.hosts.all.values()) host.running = false;
    await crash();
    expect([on, off].map(({ id }) => api.hosts.all.get(String(id))?.running)).toEqual([true, false]);
    expect((await api.droplet(off.id)).status).toBe("off");
  });

  it("a deletion that was under way is finished", async () => {
    const { id } = await api.created();
    api.hosts.failure = new Error("podman does not answer");
    expect((await api.ask("DELETE", `droplets/${String(id)}`)).status).toBe(500);
    await crash();
    expect(api.hosts.all.size).toBe(0);
    expect((await api.ask("GET", `droplets/${String(id)}`)).status).toBe(404);
  });
});
