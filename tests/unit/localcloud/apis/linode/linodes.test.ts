import { publicKeys } from "../digitalocean/api-fixture";
import { Api } from "./api-fixture";

let api: Api;
beforeEach(() => void (api = new Api()));
afterEach(() => api.remove());

const port = (ports: string) => ({ label: "port", action: "ACCEPT", protocol: "TCP", ports, addresses: { ipv4: ["0.0.0.0/0"], ipv6: ["::/0"] } });
const rules = (...inbound: readonly object[]) => ({ inbound, inbound_policy: "DROP", outbound: [], outbound_policy: "ACCEPT" });
const settingsOf = (id: number) => api.hosts.all.get(String(id))?.settings;
const request = { region: "eu-central", type: "g6-nanode-1", image: "linode/debian12", root_pass: "x".repeat(20) };

test("a wrong token, a path that nobody has, and one that only the vendor has are told by their status", async () => {
  const { status, body } = await api.ask("GET", "linode/instances", undefined, { Authorization: "Bearer x" });
  expect([status, body.errors]).toEqual([401, [{ reason: "Invalid Token" }]]);
  expect(await api.refused("GET", "volumes")).toBe("501 -");
  expect(await api.refused("GET", "linode/instances/1")).toBe("404 -");
});

test("a Linode boots with its keys, its data and its firewall, and its events finish", async () => {
  const { id: firewall } = await api.succeed("POST", "networking/firewalls", { label: "fw-1", rules: rules(port("22, 80-85")) });
  const metadata = { user_data: Buffer.from("#cloud-config\n").toString("base64") };
  const linode = await api.created({ label: "web", authorized_keys: [publicKeys[0]], metadata, firewall_id: firewall, image: "linode/ubuntu24.04" });
  expect(linode).toMatchObject({ label: "web", status: "running", has_user_data: true, interface_generation: "legacy_config" });
  expect(linode.ipv6).toBe("2001:db8:2:22::1/128");
  const host = api.hosts.all.get(String(linode.id));
  expect(host?.spec).toMatchObject({ hostname: "web", system: "ubuntu-24.04", authorizedKeys: [publicKeys[0]], userData: "#cloud-config\n" });
  expect(host?.settings).toMatchObject({
    addresses: [`${linode.ipv4[0]}/27`, "2001:db8:2:22::1/48"],
    limits: { vcpus: 1, memory: 1024 },
    firewall: { inbound: [{ ports: { first: 22, last: 22 } }, { ports: { first: 80, last: 85 } }], outbound: [{ protocol: "tcp" }, {}, {}] },
  });
  const events = await api.filtered("account/events", { "entity.id": linode.id, "entity.type": "linode", "+order_by": "action" });
  expect(events.map(({ action, status }) => `${action} ${status}`)).toEqual(["linode_boot finished", "linode_create finished"]);
});

test.each([
  ["400 label", { label: "a--b" }],
  ["400 type", { type: "none" }],
  ["400 image", { image: "linode/debian11" }],
  ["400 region", { region: "mars" }],
  ["400 metadata.user_data", { metadata: { user_data: "#cloud-config" } }],
  ["400 metadata.user_data", { metadata: { user_data: Buffer.alloc(65_536).toString("base64") } }],
  ["400 authorized_users", { authorized_users: ["nobody"] }],
  ["400 root_pass", { root_pass: null }],
  ["400 tags", { tags: ["ab"] }],
  ["400 firewall_id", { firewall_id: 1 }],
  ["501 -", { private_ip: true }],
  ["501 -", { booted: false }],
  ["501 -", { interface_generation: "linode" }],
])("%s: a Linode with %j is refused", async (refusal, attributes) => {
  expect(await api.refused("POST", "linode/instances", { ...request, ...attributes })).toBe(refusal);
});

test("labels are unique, and a Linode without one is called by its id", async () => {
  const { id, label } = await api.created();
  expect(label).toBe(`linode${id}`);
  expect(await api.refused("POST", "linode/instances", { ...request, label })).toBe("400 label");
});

test("fourteen Linodes have addresses, and the next one is told why it has none", async () => {
  for (let number = 0; number < 14; number += 1) await api.created();
  const { status, body } = await api.ask("POST", "linode/instances", request);
  expect([status, body.errors[0]?.reason]).toEqual([400, expect.stringContaining("addresses for 14 Linodes")]);
});

test("another plan is given to a Linode by a shutdown and a boot; one that was off stays off", async () => {
  const { id } = await api.created();
  await api.succeed("POST", `linode/instances/${id}/resize`, { type: "g6-standard-2", allow_auto_disk_resize: false });
  expect(await api.linode(id)).toMatchObject({ status: "running", type: "g6-standard-2" });
  expect(settingsOf(id)?.limits).toEqual({ vcpus: 2, memory: 4096 });
  expect(await api.refused("POST", `linode/instances/${id}/resize`, { type: "g6-standard-2" })).toBe("400 type");
  expect(await api.refused("POST", `linode/instances/${id}/boot`)).toBe("400 -");
  await api.succeed("POST", `linode/instances/${id}/shutdown`);
  await api.succeed("POST", `linode/instances/${id}/resize`, { type: "g6-nanode-1" });
  expect((await api.linode(id)).status).toBe("offline");
  await api.succeed("POST", `linode/instances/${id}/resize`, { type: "g6-standard-2" });
  expect(await api.refused("POST", `linode/instances/${id}/resize`, { type: "g6-nanode-1", allow_auto_disk_resize: false })).toBe("400 -");
});

test("a listing has pages, and finds by filters", async () => {
  for (let number = 10; number < 40; number += 1) {
    await api.succeed("POST", "networking/firewalls", { label: `fw-${number}`, tags: [number < 20 ? "low" : "high"], rules: rules() });
  }
  const page = await api.succeed("GET", "networking/firewalls?page=2&page_size=25");
  expect([page.data.length, page.page, page.pages, page.results]).toEqual([5, 2, 2, 30]);
  const found = async (filter: object) => (await api.filtered("networking/firewalls", filter)).map(({ label }) => label);
  expect(await found({ label: "fw-11" })).toEqual(["fw-11"]);
  expect(await found({ label: { "+contains": "-3" }, "+order_by": "label", "+order": "desc" })).toHaveLength(10);
  expect((await found({ tags: "low", "+order_by": "id" })).sort()).toEqual(Array.from({ length: 10 }, (_, index) => `fw-${index + 10}`));
  expect(await found({ "+or": [{ label: "fw-10" }, { label: "fw-39" }] })).toEqual(["fw-10", "fw-39"]);
  expect(await found({ "+and": [{ tags: "high" }, { label: { "+lt": "fw-21" } }] })).toEqual(["fw-20"]);
  expect(await api.refused("GET", "networking/firewalls?page_size=10")).toBe("400 page_size");
  expect(await api.refused("GET", "networking/firewalls?page=0")).toBe("400 page");
  expect(await api.refused("GET", "networking/firewalls?page=9")).toBe("404 -");
  expect((await api.ask("GET", "networking/firewalls", undefined, { "X-Filter": '{"label":{"+near":1}}' })).status).toBe(400);
});

test("one firewall is in force on a Linode, its rules change in place, and without it everything passes", async () => {
  const { id } = await api.created();
  const { id: firewall } = await api.succeed("POST", "networking/firewalls", { label: "one", rules: rules(port("22")), devices: { linodes: [id] } });
  const { id: second } = await api.succeed("POST", "networking/firewalls", { label: "two", rules: rules() });
  expect(settingsOf(id)?.firewall?.inbound).toMatchObject([{ ports: { first: 22, last: 22 } }]);
  expect(await api.refused("POST", `networking/firewalls/${second}/devices`, { id, type: "linode" })).toBe("400 -");
  await api.succeed("PUT", `networking/firewalls/${firewall}/rules`, rules(port("443")));
  expect(settingsOf(id)?.firewall?.inbound).toMatchObject([{ ports: { first: 443, last: 443 } }]);
  await api.succeed("PUT", `networking/firewalls/${firewall}`, { status: "disabled" });
  expect(settingsOf(id)?.firewall).toBeUndefined();
  await api.succeed("POST", `networking/firewalls/${second}/devices`, { id, type: "linode" });
  expect(settingsOf(id)?.firewall?.inbound).toEqual([]);
  expect(await api.refused("PUT", `networking/firewalls/${firewall}`, { status: "enabled" })).toBe("400 -");
});

test.each([
  ["400 rules.inbound[0].protocol", { ...port("80"), protocol: "tcp" }],
  ["400 rules.inbound[0].ports", { ...port("80"), protocol: "ICMP" }],
  ["400 rules.inbound[0].ports", port("85-80")],
  ["400 rules.inbound[0].ports", port("1,2,3,4,5,6,7,8,9,10,11,12,13,14-15,16")],
  ["400 rules.inbound[0].addresses", { ...port("80"), addresses: {} }],
  ["400 rules.inbound[0].addresses.ipv4", { ...port("80"), addresses: { ipv4: ["198.51.100.1"] } }],
  ["400 rules.inbound[0].addresses.ipv6", { ...port("80"), addresses: { ipv6: ["0.0.0.0/0"] } }],
  ["400 rules.inbound[0].label", { ...port("80"), label: "80" }],
  ["501 -", { ...port("80"), action: "DROP" }],
])("%s: a rule %j is refused", async (refusal, rule) => {
  expect(await api.refused("POST", "networking/firewalls", { label: "fw-1", rules: rules(rule) })).toBe(refusal);
});

test("a firewall forgets a Linode that is gone, and stays on the others", async () => {
  const { id: firewall } = await api.succeed("POST", "networking/firewalls", { label: "fw-1", rules: rules(port("22")) });
  const [gone, other] = [await api.created({ firewall_id: firewall }), await api.created({ firewall_id: firewall })];
  await api.succeed("DELETE", `linode/instances/${gone.id}`);
  const { data } = await api.succeed("GET", `networking/firewalls/${firewall}/devices`);
  expect(data).toMatchObject([{ entity: { id: other.id, type: "linode" } }]);
  expect(settingsOf(other.id)?.firewall?.inbound).toHaveLength(1);
});

test("a reserved address is led to one Linode after another by one call, and to none that is gone", async () => {
  const [one, other] = [await api.created(), await api.created()];
  const { address } = await api.succeed("POST", "networking/ips", { type: "ipv4", public: true, reserved: true, region: "eu-central" });
  expect(api.routes).toEqual({});
  const assign = (linode: number) => api.succeed("POST", "networking/ips/assign", { region: "eu-central", assignments: [{ address, linode_id: linode }] });
  await assign(one.id);
  expect(api.routes).toEqual({ [address]: one.ipv4[0] });
  await assign(other.id);
  expect(api.routes).toEqual({ [address]: other.ipv4[0] });
  expect((await api.linode(other.id)).ipv4).toEqual([other.ipv4[0], address]);
  // A host's own addresses stay as they are: it is the host that must accept the other one.
  expect(settingsOf(other.id)?.addresses).toEqual([`${other.ipv4[0]}/27`, "2001:db8:2:23::1/48"]);
  expect(await api.refused("DELETE", `linode/instances/${other.id}/ips/${other.ipv4[0]}`)).toBe("400 address");
  await api.succeed("DELETE", `linode/instances/${other.id}`);
  expect((await api.succeed("GET", `networking/ips/${address}`)).linode_id).toBeNull();
  await api.succeed("POST", `linode/instances/${one.id}/ips`, { type: "ipv4", public: true, address });
  await api.succeed("DELETE", `linode/instances/${one.id}/ips/${address}`);
  expect([api.routes, (await api.succeed("GET", `networking/reserved/ips/${address}`)).reserved]).toEqual([{}, true]);
});

test("a Linode's addresses are its own, those added to it, and reserved ones in a list of their own", async () => {
  const { id, ipv4 } = await api.created();
  const { address: added } = await api.succeed("POST", `linode/instances/${id}/ips`, { type: "ipv4", public: true });
  const { address: reserved } = await api.succeed("POST", "networking/reserved/ips", { region: "eu-central" });
  await api.succeed("POST", `linode/instances/${id}/ips`, { type: "ipv4", public: true, address: reserved });
  expect(await api.succeed("GET", `linode/instances/${id}/ips`)).toMatchObject({
    ipv4: { public: [{ address: ipv4[0] }, { address: added }], reserved: [{ address: reserved }], private: [], shared: [], vpc: [] },
  });
  expect(await api.refused("POST", `linode/instances/${id}/ips`, { type: "ipv4", public: false })).toBe("501 -");
});

test("an address stays in its region, and one that is reserved no more goes with its Linode", async () => {
  const [here, there] = [await api.created(), await api.created({ region: "us-east" })];
  const { address } = await api.succeed("POST", "networking/reserved/ips", { region: "eu-central" });
  const to = ({ id }: { readonly id: number }, region: string) => ({ region, assignments: [{ address, linode_id: id }] });
  expect(await api.refused("POST", "networking/ips/assign", to(there, "us-east"))).toBe("400 region");
  await api.succeed("POST", "networking/ips/assign", to(here, "eu-central"));
  await api.succeed("DELETE", `networking/reserved/ips/${address}`);
  expect((await api.succeed("GET", `networking/ips/${address}`)).reserved).toBe(false);
  await api.succeed("DELETE", `linode/instances/${here.id}`);
  expect(await api.refused("GET", `networking/ips/${address}`)).toBe("404 -");
});

test("what Linode's own plugin reads is there: disks, configurations, addresses, keys by a user's name", async () => {
  await api.succeed("POST", "profile/sshkeys", { label: "me", ssh_key: publicKeys[0] });
  const { id, ipv4 } = await api.created({ authorized_users: ["local"] });
  expect(api.hosts.all.get(String(id))?.spec.authorizedKeys).toEqual([publicKeys[0]]);
  expect((await api.succeed("GET", `linode/instances/${id}/disks`)).results).toBe(2);
  expect((await api.succeed("GET", `linode/instances/${id}/configs`)).results).toBe(1);
  expect(await api.succeed("GET", `linode/instances/${id}/ips`)).toMatchObject({ ipv4: { public: [{ address: ipv4[0] }] } });
  expect(await api.succeed("GET", "images/linode%2Fdebian12")).toMatchObject({ id: "linode/debian12", capabilities: ["cloud-init"] });
});

describe("at a limit of Linode's a request is taken, and past it refused", () => {
  const listed = (count: number, first: number, write: (number: number) => string): string[] =>
    Array.from({ length: count }, (_, index) => write(first + index));
  const addresses = (count: number): object => ({ ...port("80"), addresses: { ipv4: listed(count, 0, (number) => `10.0.${number >> 8}.${number & 255}/32`) } });

  test.each([
    ["25 rules", "400 rules", (past: number) => rules(...Array.from({ length: 25 + past }, () => port("80")))],
    ["25 rules of both directions", "400 rules", (past: number) => ({ ...rules(...Array(20).fill(port("80"))), outbound: Array(5 + past).fill(port("80")) })],
    ["15 ports", "400 rules.inbound[0].ports", (past: number) => rules(port(listed(15 + past, 1, String).join(",")))],
    [
      "7 ranges and a port",
      "400 rules.inbound[0].ports",
      (past: number) => rules(port([...listed(7, 1, (from) => `${from}00-${from}50`), ...listed(1 + past, 1, String)].join(", "))),
    ],
    ["255 addresses", "400 rules.inbound[0].addresses", (past: number) => rules(addresses(255 + past))],
    ["a rule's label of 32 characters", "400 rules.inbound[0].label", (past: number) => rules({ ...port("80"), label: "a".repeat(32 + past) })],
  ])("%s", async (_, refusal, make) => {
    await api.succeed("POST", "networking/firewalls", { label: "fw-1", rules: make(0) });
    expect(await api.refused("POST", "networking/firewalls", { label: "fw-2", rules: make(1) })).toBe(refusal);
  });

  test.each([
    ["a firewall's label of 3 characters", "400 label", (past: number) => ({ label: "a".repeat(3 - past), rules: rules() })],
    ["a firewall's label of 32 characters", "400 label", (past: number) => ({ label: "a".repeat(32 + past), rules: rules() })],
    ["a tag of 3 characters", "400 tags", (past: number) => ({ label: `tag-${past}`, tags: ["a".repeat(3 - past)], rules: rules() })],
    ["a tag of 50 characters", "400 tags", (past: number) => ({ label: `tag-${past}`, tags: ["a".repeat(50 + past)], rules: rules() })],
  ])("%s", async (_, refusal, make) => {
    await api.succeed("POST", "networking/firewalls", make(0));
    expect(await api.refused("POST", "networking/firewalls", make(1))).toBe(refusal);
  });

  test.each([
    ["a Linode's label of 3 characters", "400 label", (past: number) => ({ label: "a".repeat(3 - past) })],
    ["a Linode's label of 64 characters", "400 label", (past: number) => ({ label: "a".repeat(64 + past) })],
    ["65,535 bytes of user data", "400 metadata.user_data", (past: number) => ({ metadata: { user_data: Buffer.alloc(65_535 + past).toString("base64") } })],
  ])("%s", async (_, refusal, make) => {
    await api.created(make(0));
    expect(await api.refused("POST", "linode/instances", { ...request, ...make(1) })).toBe(refusal);
  });

  test.each([
    [25, 24],
    [500, 501],
  ])("a page of %d items", async (size, past) => {
    expect((await api.succeed("GET", `networking/firewalls?page_size=${size}`)).pages).toBe(1);
    expect(await api.refused("GET", `networking/firewalls?page_size=${past}`)).toBe("400 page_size");
  });
});

test("a page has a hundred items unless the request names another number", async () => {
  for (let number = 0; number < 101; number += 1) await api.ask("POST", "networking/firewalls", { label: `fw-${number}`, rules: rules() });
  const page = await api.succeed("GET", "networking/firewalls");
  expect([page.data.length, page.pages, page.results]).toEqual([100, 2, 101]);
  expect((await api.succeed("GET", "networking/firewalls?page=2")).data).toHaveLength(1);
});
