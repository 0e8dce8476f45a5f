import { linode } from "../../../../../localcloud/providers/linode/definition";
import { Api, token } from "../../apis/linode/api-fixture";
import { publicKeys } from "../../apis/digitalocean/api-fixture";
import { EngineClient, outputs } from "../engine-client";

const tokenOf = (kind: string) => `linode:index/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`;
const [instance, sshKey, firewall, networkingIp, assignment] = ["Instance", "SshKey", "Firewall", "NetworkingIp", "NetworkingIpAssignment"].map(tokenOf) as [
  string,
  string,
  string,
  string,
  string,
];
const rule = (ports: string) => ({ label: "port", action: "ACCEPT", protocol: "TCP", ports, ipv4s: ["0.0.0.0/0"], ipv6s: ["::/0"] });
const unsaid = {
  region: "eu-central",
  type: "g6-nanode-1",
  image: "linode/debian12",
  metadatas: [{ userData: Buffer.from("#cloud-config").toString("base64") }],
};
const program = { ...unsaid, booted: true };
const firewallOf = (...inbounds: readonly ReturnType<typeof rule>[]) => ({ label: "fw-1", inbounds, inboundPolicy: "DROP", outboundPolicy: "ACCEPT" });
const reserved = { type: "ipv4", public: true, reserved: true, region: "eu-central" };

let api: Api;
let client: EngineClient;
beforeEach(async () => {
  api = new Api();
  client = new EngineClient(linode, { LINODE_URL: await api.serve(), LINODE_TOKEN: token });
});
afterEach(() => api.remove());

test.each([
  [{}, "no API endpoint is set"],
  [{ LINODE_URL: "http://127.0.0.1:1" }, "without credentials"],
])("it refuses to start with %j", (environment, reason) => {
  expect(() => new EngineClient(linode, environment)).toThrow(reason);
});

test.each([
  ["Instance", instance, program],
  ["SshKey", sshKey, { label: "me", sshKey: `${publicKeys[0]}\n` }],
  ["Firewall", firewall, firewallOf(rule("443"), rule("80-85"))],
  ["NetworkingIp", networkingIp, reserved],
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
  ["image", "linode/debian13"],
  ["authorizedKeys", publicKeys.slice(0, 1)],
  ["metadatas", [{ userData: "" }]],
  ["firewallId", 1],
  ["rootPass", "secret"],
])("another %s replaces a Linode", async (name, value) => {
  const kept = await client.create(instance, program);
  expect([...(await client.diff(instance, kept, { ...program, [name]: value })).values()]).toEqual([expect.objectContaining({ replace: true })]);
});

test("another plan is given to a Linode in place, which is off meanwhile, and runs afterwards if the program says so", async () => {
  const kept = await client.create(instance, program);
  const wanted = { ...program, type: "g6-standard-1" };
  expect([...(await client.diff(instance, kept, wanted)).values()]).toEqual([expect.objectContaining({ replace: false })]);
  expect(outputs(await client.update(instance, kept, wanted))).toMatchObject({ type: "g6-standard-1", status: "running" });
  expect(api.hosts.calls).toContain("stop graceful");
  expect(outputs(await client.update(instance, kept, { ...unsaid, type: "g6-nanode-1" }))).toMatchObject({ type: "g6-nanode-1", status: "offline" });
});

test("a root password is secret, and a hash in the state", async () => {
  const kept = await client.create(instance, { ...program, rootPass: "a long password 123" });
  expect(outputs(kept).rootPass).toMatch(/^[0-9a-f]{40}$/);
});

test("a firewall's rules and tags change in place, and the Linodes that it was not told of stay in it", async () => {
  const kept = await client.create(firewall, firewallOf(rule("22")));
  const made = await client.create(instance, { ...program, firewallId: Number(kept.id) });
  const refreshed = (await client.refresh(firewall, kept))!;
  expect(outputs(refreshed).linodes).toEqual([Number(made.id)]);
  expect([...(await client.diff(firewall, refreshed, firewallOf(rule("22"))))]).toEqual([]);
  const changed = await client.update(firewall, refreshed, { ...firewallOf(rule("443")), tags: ["web"] });
  expect(outputs(changed)).toMatchObject({ inbounds: [{ ports: "443" }], tags: ["web"], linodes: [Number(made.id)] });
});

test("an address goes from Linode to Linode by another assignment, and is left alone by what made it", async () => {
  const ip = await client.create(networkingIp, reserved);
  const [one, other] = [await client.create(instance, program), await client.create(instance, program)];
  const to = ({ id }: { readonly id: string }) => ({ region: "eu-central", assignments: [{ address: ip.id, linodeId: Number(id) }] });
  const led = await client.create(assignment, to(one));
  expect([...(await client.diff(assignment, (await client.refresh(assignment, led))!, to(one)))]).toEqual([]);
  expect([...(await client.diff(networkingIp, (await client.refresh(networkingIp, ip))!, reserved))]).toEqual([]);
  await client.update(assignment, led, to(other));
  expect(api.routes).toEqual({ [ip.id]: outputs(one).ipAddress });
  const moved = await client.create(assignment, to(other));
  await api.quiet();
  expect(api.routes).toEqual({ [ip.id]: outputs(other).ipAddress });
  await client.delete(assignment, moved);
  await api.quiet();
  expect(api.routes).toEqual({});
});

test("an address may be told its Linode itself, and changes it in place", async () => {
  const [one, other] = [await client.create(instance, program), await client.create(instance, program)];
  const ip = await client.create(networkingIp, { ...reserved, linodeId: Number(one.id) });
  await api.quiet();
  const elsewhere = { ...reserved, linodeId: Number(other.id) };
  expect([...(await client.diff(networkingIp, ip, elsewhere)).values()]).toEqual([expect.objectContaining({ replace: false })]);
  await client.update(networkingIp, ip, elsewhere);
  await api.quiet();
  expect(api.routes).toEqual({ [ip.id]: outputs(other).ipAddress });
});

test("what the stand-in does not have is refused by its name", () => {
  expect(client.failures(instance, { ...program, privateIp: true, stackscriptId: 1 })).toEqual([
    expect.stringContaining("Cannot set privateIp"),
    expect.stringContaining("Cannot set stackscriptId"),
  ]);
});
