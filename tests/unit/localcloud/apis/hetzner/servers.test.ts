import { publicKeys } from "../digitalocean/api-fixture";
import { Api } from "./api-fixture";

let api: Api;
beforeEach(() => void (api = new Api()));
afterEach(() => api.remove());

const port = (text: string) => ({ direction: "in", protocol: "tcp", port: text, source_ips: ["0.0.0.0/0"] });
const settingsOf = (id: number) => api.hosts.all.get(String(id))?.settings;

test("a wrong token, a path that nobody has, and one that only the vendor has are told by their codes", async () => {
  expect((await api.ask("GET", "servers", undefined, "x".repeat(64))).body.error.code).toBe("unauthorized");
  expect(await api.refused("GET", "volumes")).toBe("501 not_implemented");
  expect(await api.refused("GET", "servers/1")).toBe("404 not_found");
});

test("each answer tells what is left of the hour's requests, of which there are 3,600", async () => {
  const { headers } = await api.ask("GET", "locations");
  expect([headers.get("RateLimit-Limit"), headers.get("RateLimit-Remaining")]).toEqual(["3600", "3599"]);
  for (let count = 0; count < 3599; count += 1) await api.ask("GET", "locations?per_page=1");
  expect(await api.refused("GET", "locations")).toBe("429 rate_limit_exceeded");
});

test("a server boots with its keys, its data and its firewall, and its action succeeds", async () => {
  const { ssh_key } = await api.succeed("POST", "ssh_keys", { name: "me", public_key: publicKeys[0] });
  const { firewall } = await api.succeed("POST", "firewalls", { name: "fw", rules: [port("22")] });
  const server = await api.created({ ssh_keys: [ssh_key.id], user_data: "#cloud-config\n", firewalls: [{ firewall: firewall.id }], image: "debian-13" });
  expect(server).toMatchObject({ name: "web", status: "running", public_net: { firewalls: [{ id: firewall.id, status: "applied" }] } });
  const host = api.hosts.all.get(String(server.id));
  expect(host?.spec).toMatchObject({ hostname: "web", system: "debian-13", authorizedKeys: [publicKeys[0]], userData: "#cloud-config\n" });
  expect(host?.settings).toMatchObject({
    addresses: [`${server.public_net.ipv4.ip}/27`, "2001:db8:2:22::1/48"],
    limits: { vcpus: 2, memory: 4096 },
    firewall: { inbound: [{ protocol: "tcp", ports: { first: 22, last: 22 } }], outbound: [{ protocol: "tcp" }, { protocol: "udp" }, { protocol: "icmp" }] },
  });
});

test("a server has an IPv6 network, whose first address its host has, unless it is made without", async () => {
  expect((await api.created()).public_net.ipv6).toMatchObject({ ip: "2001:db8:2:22::/64", blocked: false, dns_ptr: [] });
  const without = await api.created({ name: "old", public_net: { enable_ipv4: true, enable_ipv6: false } });
  expect([without.public_net.ipv6, settingsOf(without.id)?.addresses]).toEqual([null, [`${without.public_net.ipv4.ip}/27`]]);
});

test("a server that is made without an IPv4 address has none, and is reached by IPv6 alone, even if a firewall admits IPv4", async () => {
  const without = { public_net: { enable_ipv4: false, enable_ipv6: true } };
  const server = await api.created(without);
  expect(server.public_net).toMatchObject({ ipv4: null, ipv6: { ip: "2001:db8:2:22::/64" } });
  const open = [{ protocol: "tcp", addresses: ["::/0"] }, { protocol: "udp" }, { protocol: "icmp" }];
  expect(settingsOf(server.id)).toMatchObject({
    addresses: expect.arrayContaining(["2001:db8:2:22::1/48"]) as unknown,
    firewall: { inbound: open, outbound: [{ addresses: ["0.0.0.0/0", "::/0"] }, {}, {}] },
  });
  const { firewall } = await api.succeed("POST", "firewalls", { name: "fw", rules: [{ ...port("22"), source_ips: ["0.0.0.0/0", "::/0"] }] });
  const behind = await api.created({ ...without, name: "behind", firewalls: [{ firewall: firewall.id }] });
  expect(settingsOf(behind.id)?.firewall?.inbound).toEqual([{ protocol: "tcp", addresses: ["::/0"], ports: { first: 22, last: 22 } }]);
});

test.each([
  ["422 invalid_input", { name: "a b" }],
  ["422 invalid_input", { server_type: "none" }],
  ["422 invalid_input", { image: "debian-11" }],
  ["422 invalid_input", { location: "mars" }],
  ["422 invalid_input", { datacenter: "fsn1-dc14" }],
  ["422 invalid_input", { user_data: "x".repeat(32 * 1024 + 1) }],
  ["422 invalid_input", { ssh_keys: [1] }],
  ["422 invalid_input", { labels: { "a b": "" } }],
  ["404 not_found", { firewalls: [{ firewall: 1 }] }],
  ["501 not_implemented", { networks: [1] }],
  ["501 not_implemented", { start_after_create: false }],
  ["501 not_implemented", { public_net: { enable_ipv4: false, enable_ipv6: false } }],
])("%s: a server with %j is refused", async (code, attributes) => {
  expect(await api.refused("POST", "servers", { name: "web", server_type: "cx23", image: "debian-12", ...attributes })).toBe(code);
});

test("names and keys are unique in a project", async () => {
  await api.created();
  expect(await api.refused("POST", "servers", { name: "web", server_type: "cx23", image: "debian-12" })).toBe("409 uniqueness_error");
  await api.succeed("POST", "ssh_keys", { name: "me", public_key: publicKeys[0] });
  expect(await api.refused("POST", "ssh_keys", { name: "again", public_key: publicKeys[0] })).toBe("409 uniqueness_error");
  expect(await api.refused("POST", "ssh_keys", { name: "me", public_key: publicKeys[1] })).toBe("409 uniqueness_error");
});

test("fourteen servers have addresses, and the next one is told why it has none", async () => {
  for (let number = 0; number < 14; number += 1) await api.created({ name: `web-${number}` });
  const { status, body } = await api.ask("POST", "servers", { name: "one-more", server_type: "cx23", image: "debian-12" });
  expect([status, body.error.code, body.error.message]).toEqual([403, "resource_limit_exceeded", expect.stringContaining("addresses for 14 servers")]);
});

test("another type is given to a server that is off alone, and starts it", async () => {
  const { id } = await api.created();
  const wanted = { server_type: "cx33", upgrade_disk: true };
  expect(await api.refused("POST", `servers/${id}/actions/change_type`, wanted)).toBe("409 server_not_stopped");
  await api.succeed("POST", `servers/${id}/actions/poweroff`);
  expect((await api.server(id)).status).toBe("off");
  await api.succeed("POST", `servers/${id}/actions/change_type`, wanted);
  expect(await api.server(id)).toMatchObject({ status: "running", server_type: { name: "cx33" } });
});

test("a disk never shrinks, and no server gets another architecture: a refusal leaves the server off", async () => {
  const { id } = await api.created();
  const change = (server_type: string, upgrade_disk: boolean) => api.refused("POST", `servers/${id}/actions/change_type`, { server_type, upgrade_disk });
  const become = async (server_type: string, upgrade_disk: boolean) => {
    await api.succeed("POST", `servers/${id}/actions/poweroff`);
    await api.succeed("POST", `servers/${id}/actions/change_type`, { server_type, upgrade_disk });
    return (await api.server(id)).primary_disk_size;
  };
  expect([await become("cx33", false), await become("cx23", false), await become("cx33", true)]).toEqual([40, 40, 80]);
  await api.succeed("POST", `servers/${id}/actions/poweroff`);
  expect([await change("cx23", false), await change("cx23", true), await change("cax11", false)]).toEqual(Array(3).fill("422 invalid_input"));
  expect(await api.server(id)).toMatchObject({ status: "off", server_type: { name: "cx33" }, primary_disk_size: 80 });
});

test("a listing has pages, and finds by name and by labels", async () => {
  for (const name of ["a", "b", "c"]) await api.created({ name, labels: { tier: name === "c" ? "db" : "web" } });
  const page = await api.succeed("GET", "servers?per_page=2&page=2");
  expect(page.servers.map(({ name }) => name)).toEqual(["c"]);
  expect(page.meta.pagination).toEqual({ page: 2, per_page: 2, previous_page: 1, next_page: null, last_page: 2, total_entries: 3 });
  const found = async (query: string) => (await api.succeed("GET", `servers?${query}`)).servers.map(({ name }) => name);
  expect(await found("name=b")).toEqual(["b"]);
  expect(await found("label_selector=tier%3Dweb")).toEqual(["a", "b"]);
  expect(await found("label_selector=tier,tier!%3Dweb")).toEqual(["c"]);
  expect(await found("label_selector=!tier")).toEqual([]);
  expect(await api.refused("GET", "servers?page=0")).toBe("422 invalid_input");
});

test("a firewall follows the labels of servers, adds up with others, and drops everything without a rule", async () => {
  const { firewall: empty } = await api.succeed("POST", "firewalls", { name: "empty" });
  const { id } = await api.created({ labels: { web: "" } });
  expect(settingsOf(id)?.firewall).toBeUndefined();
  await api.succeed("POST", `firewalls/${empty.id}/actions/apply_to_resources`, { apply_to: [{ type: "server", server: { id } }] });
  expect(settingsOf(id)?.firewall?.inbound).toEqual([]);
  const selector = { type: "label_selector", label_selector: { selector: "web" } };
  const { firewall } = await api.succeed("POST", "firewalls", { name: "by-label", rules: [port("80-85")], apply_to: [selector] });
  expect(settingsOf(id)?.firewall?.inbound).toEqual([{ protocol: "tcp", addresses: ["0.0.0.0/0"], ports: { first: 80, last: 85 } }]);
  expect(await api.refused("DELETE", `firewalls/${firewall.id}`)).toBe("409 resource_in_use");
  await api.succeed("POST", `firewalls/${firewall.id}/actions/remove_from_resources`, { remove_from: [selector] });
  await api.succeed("DELETE", `firewalls/${firewall.id}`);
  expect(settingsOf(id)?.firewall?.inbound).toEqual([]);
});

test("a rule of a firewall is for one port, for several, or for any; only TCP and UDP have ports", async () => {
  const rules = [port("22"), port("80-85"), port("any"), { direction: "in", protocol: "icmp", source_ips: ["0.0.0.0/0"] }];
  const { firewall } = await api.succeed("POST", "firewalls", { name: "fw", rules });
  const { id } = await api.created({ firewalls: [{ firewall: firewall.id }] });
  const tcp = { protocol: "tcp", addresses: ["0.0.0.0/0"] };
  expect(settingsOf(id)?.firewall?.inbound).toEqual([
    { ...tcp, ports: { first: 22, last: 22 } },
    { ...tcp, ports: { first: 80, last: 85 } },
    tcp,
    { ...tcp, protocol: "icmp" },
  ]);
});

test("everything goes out of a server unless a firewall has a rule for it", async () => {
  const outward = { direction: "out", protocol: "tcp", port: "443", destination_ips: ["0.0.0.0/0"] };
  const { firewall } = await api.succeed("POST", "firewalls", { name: "fw", rules: [outward] });
  const { id } = await api.created({ firewalls: [{ firewall: firewall.id }] });
  expect(settingsOf(id)?.firewall).toEqual({ inbound: [], outbound: [{ protocol: "tcp", addresses: ["0.0.0.0/0"], ports: { first: 443, last: 443 } }] });
});

test("a firewall forgets a server that is gone, and stays on the others", async () => {
  const [gone, other] = [await api.created(), await api.created({ name: "other" })];
  const to = (...servers: readonly { readonly id: number }[]) => servers.map(({ id }) => ({ type: "server", server: { id } }));
  const { firewall } = await api.succeed("POST", "firewalls", { name: "fw", rules: [port("22")], apply_to: to(gone, other) });
  await api.succeed("DELETE", `servers/${gone.id}`);
  expect((await api.succeed("GET", `firewalls/${firewall.id}`)).firewall).toMatchObject({ applied_to: to(other) });
  expect(settingsOf(other.id)?.firewall?.inbound).toHaveLength(1);
});

test.each([
  ["reboot", "stop graceful"],
  ["reset", "stop unplug"],
])("the action %s ends a server by %s, and it runs again", async (action, end) => {
  const { id } = await api.created();
  api.hosts.calls.length = 0;
  await api.succeed("POST", `servers/${id}/actions/${action}`);
  expect([(await api.server(id)).status, api.hosts.calls]).toEqual(["running", [end, "create web", "start"]]);
});

test.each([
  [{ direction: "sideways", protocol: "tcp", port: "80", source_ips: ["0.0.0.0/0"] }],
  [{ direction: "in", protocol: "tcp", source_ips: ["0.0.0.0/0"] }],
  [{ direction: "in", protocol: "icmp", port: "80", source_ips: ["0.0.0.0/0"] }],
  [{ ...port("80"), source_ips: ["198.51.100.1"] }],
  [{ ...port("80"), source_ips: [] }],
  [{ ...port("85-80") }],
  [{ direction: "in", protocol: "tcp", port: "80", destination_ips: ["0.0.0.0/0"] }],
])("a rule that makes no sense is refused: %j", async (rule) => {
  expect(await api.refused("POST", "firewalls", { name: "fw", rules: [rule] })).toBe("422 invalid_input");
});

test("a floating IP is led to one server after another, and to none that is off or gone", async () => {
  const [one, other] = [await api.created({ name: "one" }), await api.created({ name: "other" })];
  const { floating_ip: ip } = await api.succeed("POST", "floating_ips", { type: "ipv4", home_location: "fsn1" });
  expect(api.routes).toEqual({});
  await api.succeed("POST", `floating_ips/${ip.id}/actions/assign`, { server: one.id });
  expect(api.routes).toEqual({ [ip.ip]: one.public_net.ipv4.ip });
  await api.succeed("POST", `floating_ips/${ip.id}/actions/assign`, { server: other.id });
  expect(api.routes).toEqual({ [ip.ip]: other.public_net.ipv4.ip });
  expect((await api.server(other.id)).public_net.floating_ips).toEqual([ip.id]);
  // A host's own addresses stay as they are: it is the host that must accept the other one.
  expect(settingsOf(other.id)?.addresses).toEqual([`${other.public_net.ipv4.ip}/27`, "2001:db8:2:23::1/48"]);
  await api.succeed("DELETE", `servers/${other.id}`);
  expect((await api.succeed("GET", `floating_ips/${ip.id}`)).floating_ip.server).toBeNull();
  expect(await api.refused("POST", `floating_ips/${ip.id}/actions/unassign`)).toBe("422 invalid_input");
  expect(await api.refused("POST", `floating_ips/${ip.id}/actions/assign`, { server: other.id })).toBe("422 invalid_input");
});

describe("at a limit of Hetzner's a request is taken, and past it refused", () => {
  test.each([
    ["50 rules", (past: number) => ({ rules: Array.from({ length: 50 + past }, () => port("80")) })],
    ["a firewall's name of 128 characters", (past: number) => ({ name: "a".repeat(128 + past) })],
    ["a firewall's name of one character", (past: number) => ({ name: "a".repeat(1 - past) })],
    ["a label of 63 characters", (past: number) => ({ labels: { ["a".repeat(63 + past)]: "a".repeat(63) } })],
    ["a label's value of 63 characters", (past: number) => ({ labels: { a: "a".repeat(63 + past) } })],
  ])("%s", async (_, make) => {
    await api.succeed("POST", "firewalls", { name: "fw", ...make(0) });
    expect(await api.refused("POST", "firewalls", { name: "past", ...make(1) })).toBe("422 invalid_input");
  });

  test.each([
    ["a server's name of 63 characters", (past: number) => ({ name: "a".repeat(63 + past) })],
    ["32 KiB of user data", (past: number) => ({ user_data: "x".repeat(32_768 + past) })],
  ])("%s", async (_, make) => {
    await api.created(make(0));
    expect(await api.refused("POST", "servers", { name: "past", server_type: "cx23", image: "debian-12", ...make(1) })).toBe("422 invalid_input");
  });
});

test("a page has 25 items unless the request names another number, and 50 at most", async () => {
  for (let number = 0; number < 51; number += 1) await api.succeed("POST", "firewalls", { name: `fw-${number}` });
  const sizes = async (query: string): Promise<unknown> => (await api.succeed("GET", `firewalls?${query}`)).meta.pagination;
  expect(await sizes("")).toMatchObject({ page: 1, per_page: 25, previous_page: null, next_page: 2, last_page: 3 });
  expect(await sizes("per_page=50")).toMatchObject({ per_page: 50, last_page: 2 });
  expect(await sizes("per_page=51&page=2")).toMatchObject({ per_page: 50, previous_page: 1, next_page: null, total_entries: 51 });
});
