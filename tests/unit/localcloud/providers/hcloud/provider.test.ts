import { hcloud } from "../../../../../localcloud/providers/hcloud/definition";
import { Api, token } from "../../apis/hetzner/api-fixture";
import { publicKeys } from "../../apis/digitalocean/api-fixture";
import { EngineClient, outputs } from "../engine-client";

const tokenOf = (kind: string) => `hcloud:index/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`;
const [server, sshKey, firewall, floatingIp, assignment] = ["Server", "SshKey", "Firewall", "FloatingIp", "FloatingIpAssignment"].map(tokenOf) as [
  string,
  string,
  string,
  string,
  string,
];
const rule = (port: string) => ({ direction: "in", protocol: "tcp", port, sourceIps: ["0.0.0.0/0", "::/0"] });
const program = { serverType: "cx23", image: "debian-12", location: "fsn1", userData: "#cloud-config" };

let api: Api;
let client: EngineClient;
beforeEach(async () => {
  api = new Api();
  client = new EngineClient(hcloud, { HCLOUD_ENDPOINT: await api.serve(), HCLOUD_TOKEN: token });
});
afterEach(() => api.remove());

test.each([
  [{}, "no API endpoint is set"],
  [{ HCLOUD_ENDPOINT: "http://127.0.0.1:1/v1" }, "without credentials"],
  [{ HCLOUD_ENDPOINT: "http://127.0.0.1:1/v1", HCLOUD_TOKEN: "short" }, "its token must have 64 characters"],
])("it refuses to start with %j", (environment, reason) => {
  expect(() => new EngineClient(hcloud, environment)).toThrow(reason);
});

test.each([
  ["Server", server, program],
  ["SshKey", sshKey, { publicKey: `${publicKeys[0]}\n` }],
  ["Firewall", firewall, { rules: [rule("443"), rule("80-85")], applyTos: [{ labelSelector: "web" }] }],
  ["FloatingIp", floatingIp, { type: "ipv4", homeLocation: "fsn1" }],
])("a %s has no change after it was made, nor after a refresh, and is gone after a delete", async (_kind, type, inputs) => {
  const kept = await client.create(type, inputs);
  expect([...(await client.diff(type, kept, inputs))]).toEqual([]);
  const refreshed = (await client.refresh(type, kept))!;
  expect(refreshed).toEqual(kept);
  expect([...(await client.diff(type, refreshed, inputs))]).toEqual([]);
  await client.delete(type, kept);
  expect(await client.refresh(type, kept)).toBeUndefined();
  await expect(client.delete(type, kept)).resolves.toBeUndefined();
});

test.each([
  ["image", "debian-13"],
  ["location", "nbg1"],
  ["userData", "#cloud-config\n"],
  ["sshKeys", ["1"]],
])("another %s replaces a server", async (name, value) => {
  const kept = await client.create(server, program);
  expect([...(await client.diff(server, kept, { ...program, [name]: value })).values()]).toEqual([expect.objectContaining({ replace: true })]);
});

test("another type is given to a server in place, which is off meanwhile and runs afterwards", async () => {
  const kept = await client.create(server, program);
  const wanted = { ...program, serverType: "cx33" };
  expect([...(await client.diff(server, kept, wanted)).values()]).toEqual([expect.objectContaining({ replace: false })]);
  expect(outputs(await client.update(server, kept, wanted))).toMatchObject({ serverType: "cx33", status: "running" });
  expect(api.hosts.calls).toContain("stop unplug");
});

test("state holds the hash of a user's data, which is secret, and no firewall that found the server by a label, where the program says so", async () => {
  const own = await client.create(firewall, { rules: [rule("22")] });
  const wanted = { ...program, labels: { web: "" }, firewallIds: [Number(own.id)], ignoreRemoteFirewallIds: true };
  const kept = await client.create(server, wanted);
  await client.create(firewall, { name: "by-label", rules: [rule("80")], applyTos: [{ labelSelector: "web" }] });
  const refreshed = (await client.refresh(server, kept))!;
  expect(outputs(refreshed)).toMatchObject({ firewallIds: [Number(own.id)], userData: expect.stringMatching(/^[0-9a-f]{40}$/) as string });
  expect([...(await client.diff(server, refreshed, wanted))]).toEqual([]);
  const listed = await client.refresh(server, await client.create(server, { ...program, name: "other", labels: { web: "" } }));
  expect(outputs(listed!).firewallIds).toHaveLength(1);
});

test("rules are changed in place, but taking all of them out changes nothing, as with the vendor's plugin", async () => {
  const kept = await client.create(firewall, { rules: [rule("22")] });
  const changed = await client.update(firewall, kept, { rules: [rule("443")] });
  expect(outputs(changed).rules).toEqual([rule("443")]);
  const emptied = await client.update(firewall, changed, { rules: [] });
  expect(outputs(emptied).rules).toMatchObject([{ port: "443" }]);
  expect([...(await client.diff(firewall, emptied, { rules: [] }))]).not.toEqual([]);
});

test("rules that somebody else has changed are told by a refresh, and set back by the next update", async () => {
  const kept = await client.create(firewall, { rules: [rule("22")] });
  for (const other of [rule("443"), { ...rule("22"), sourceIps: ["198.51.100.0/24"] }]) {
    await client.update(firewall, kept, { rules: [other] });
    const refreshed = (await client.refresh(firewall, kept))!;
    expect(outputs(refreshed).rules).toMatchObject([other]);
    expect([...(await client.diff(firewall, refreshed, { rules: [rule("22")] })).keys()]).not.toEqual([]);
  }
});

test("a floating IP goes from server to server in place, and is left alone by what made it", async () => {
  const ip = await client.create(floatingIp, { type: "ipv4", homeLocation: "fsn1" });
  const [one, other] = [await client.create(server, program), await client.create(server, { ...program, name: "other" })];
  const wanted = { floatingIpId: Number(ip.id), serverId: Number(one.id) };
  const led = await client.create(assignment, wanted);
  expect([...(await client.diff(floatingIp, (await client.refresh(floatingIp, ip))!, { type: "ipv4", homeLocation: "fsn1" }))]).toEqual([]);
  const elsewhere = { ...wanted, serverId: Number(other.id) };
  expect([...(await client.diff(assignment, led, elsewhere)).values()]).toEqual([expect.objectContaining({ replace: false })]);
  await client.update(assignment, led, elsewhere);
  expect(api.routes).toEqual({ [String(outputs(ip).ipAddress)]: outputs(other).ipv4Address });
  await client.delete(assignment, led);
  expect(api.routes).toEqual({});
});

test("a server's name, labels and firewalls change in place, each alone", async () => {
  const [one, other] = [await client.create(firewall, { rules: [rule("22")] }), await client.create(firewall, { name: "other", rules: [rule("80")] })];
  const own = { ...program, name: "web", labels: { tier: "web" }, firewallIds: [Number(one.id)] };
  let kept = await client.create(server, own);
  for (const change of [{ name: "api" }, { labels: { tier: "api" } }, { firewallIds: [Number(other.id)] }, { firewallIds: [] }]) {
    const wanted = { ...own, ...change };
    expect([...(await client.diff(server, kept, wanted)).values()].some(({ replace }) => replace)).toBe(false);
    kept = await client.update(server, kept, wanted);
    expect(outputs(kept)).toMatchObject({ name: "web", labels: { tier: "web" }, ...change });
    kept = await client.update(server, kept, own);
    expect(outputs(kept)).toMatchObject({ name: "web", firewallIds: [Number(one.id)] });
  }
});

test("a server has IPv4 and IPv6 unless the program switches one off", async () => {
  const addresses = async (name: string, publicNets: readonly object[]): Promise<unknown[]> => {
    const { ipv4Address, ipv6Address, ipv6Network } = outputs(
      await client.create(server, { ...program, name, ...(publicNets.length > 0 && { publicNets }) } as never),
    );
    return [ipv4Address, ipv6Address, ipv6Network].map((each) =>
      String(each)
        .replace(/:[0-9a-f]+::/, ":N::")
        .replace(/\d+$/, (last) => (String(each).includes(":") ? last : "N")),
    );
  };
  const both = ["198.51.100.N", "2001:db8:2:N::1", "2001:db8:2:N::/64"];
  expect(await addresses("both", [])).toEqual(both);
  expect(await addresses("stated", [{ ipv4Enabled: true, ipv6Enabled: true }])).toEqual(both);
  expect(await addresses("four", [{ ipv6Enabled: false }])).toEqual([both[0], "", ""]);
  expect(await addresses("six", [{ ipv4Enabled: false }])).toEqual(["", both[1], both[2]]);
});

test("a firewall follows servers and labels to which the program applies it, and those alone", async () => {
  const [one, other] = [await client.create(server, { ...program, name: "one" }), await client.create(server, { ...program, name: "other" })];
  const on = (...applyTos: readonly object[]) => ({ rules: [rule("22")], applyTos }) as never;
  const [first, second, label] = [{ server: Number(one.id) }, { server: Number(other.id) }, { labelSelector: "web" }];
  const kept = await client.create(firewall, on(first, label));
  expect(outputs(kept).applyTos).toEqual([first, label]);
  expect([...(await client.diff(firewall, kept, on(label, first)))]).toEqual([]);
  const moved = await client.update(firewall, kept, on(second));
  expect(outputs(moved).applyTos).toEqual([second]);
  const named = await client.update(firewall, moved, { name: "named", labels: { a: "b" }, rules: [rule("22")] } as never);
  expect(outputs(named)).toMatchObject({ name: "named", labels: { a: "b" }, applyTos: [second] });
  await client.delete(firewall, named);
  expect(outputs((await client.refresh(server, other))!).firewallIds).toEqual([]);
});

test("the only source of a rule is changed in place, and no destinations are the same as none", async () => {
  const from = (source: string, more: object = {}) => ({ rules: [{ ...rule("22"), sourceIps: [source], ...more }] }) as never;
  const kept = await client.create(firewall, from("0.0.0.0/0"));
  expect([...(await client.diff(firewall, kept, from("0.0.0.0/0", { destinationIps: [] })))]).toEqual([]);
  const changed = await client.update(firewall, kept, from("198.51.100.0/24"));
  expect(outputs(changed).rules).toMatchObject([{ sourceIps: ["198.51.100.0/24"] }]);
  expect(outputs((await client.refresh(firewall, changed))!).rules).toMatchObject([{ sourceIps: ["198.51.100.0/24"] }]);
});

test("a floating IP is described, and led by itself, in place", async () => {
  const [one, other] = [await client.create(server, { ...program, name: "one" }), await client.create(server, { ...program, name: "other" })];
  const inputs = { type: "ipv4", homeLocation: "fsn1", name: "ip", serverId: Number(one.id) };
  const kept = await client.create(floatingIp, { ...inputs, description: "first", labels: { a: "b" } });
  expect(outputs(kept)).toMatchObject({ name: "ip", description: "first", labels: { a: "b" }, serverId: Number(one.id) });
  const moved = await client.update(floatingIp, kept, { ...inputs, name: "other", serverId: Number(other.id) });
  expect(outputs(moved)).toMatchObject({ name: "other", description: "", serverId: Number(other.id) });
  expect(outputs(moved)).not.toHaveProperty("labels");
  expect(api.routes).toEqual({ [String(outputs(kept).ipAddress)]: outputs(other).ipv4Address });
});

test("a rule for TCP or UDP names its port, and one for another protocol has none", () => {
  const failures = (protocol: string, port?: string) => client.failures(firewall, { rules: [{ ...rule("1"), protocol, port: port ?? null }] }).length;
  expect([failures("tcp"), failures("udp"), failures("icmp"), failures("gre"), failures("udp", "53")]).toEqual([1, 1, 0, 0, 0]);
});

test("a feature that the stand-in lacks is refused when a program asks for it, and taken when it is off or empty", () => {
  const flags = ["backups", "deleteProtection", "rebuildProtection"];
  const asked = (value: unknown, names: readonly string[]) =>
    names.filter((name) => client.failures(server, { ...program, [name]: value } as never).some((failure) => failure.startsWith(`Cannot set ${name}`)));
  expect([asked(true, flags), asked(false, flags), asked([{ networkId: 1 }], ["networks"]), asked([], ["networks"])]).toEqual([flags, [], ["networks"], []]);
});

test("what the stand-in does not have is refused by its name", () => {
  expect(client.failures(server, { ...program, backups: true, networks: [{ networkId: 1 }] })).toEqual([
    expect.stringContaining("Cannot set backups"),
    expect.stringContaining("Cannot set networks"),
  ]);
  expect(client.failures(firewall, { rules: [{ direction: "in", protocol: "tcp" }] })).toEqual([expect.stringContaining("rules[0].port")]);
});
