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

test("what the stand-in does not have is refused by its name", () => {
  expect(client.failures(server, { ...program, backups: true, networks: [{ networkId: 1 }] })).toEqual([
    expect.stringContaining("Cannot set backups"),
    expect.stringContaining("Cannot set networks"),
  ]);
  expect(client.failures(firewall, { rules: [{ direction: "in", protocol: "tcp" }] })).toEqual([expect.stringContaining("rules[0].port")]);
});
