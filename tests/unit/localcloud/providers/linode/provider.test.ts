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

test("an assignment that somebody else took back is seen, and made again by the next one", async () => {
  const [ip, one] = [await client.create(networkingIp, reserved), await client.create(instance, program)];
  const wanted = { region: "eu-central", assignments: [{ address: ip.id, linodeId: Number(one.id) }] };
  const led = await client.create(assignment, wanted);
  await api.succeed("DELETE", `linode/instances/${one.id}/ips/${ip.id}`);
  const refreshed = (await client.refresh(assignment, led))!;
  expect(outputs(refreshed).assignments).toEqual([{ address: ip.id, linodeId: 0 }]);
  expect([...(await client.diff(assignment, refreshed, wanted))]).not.toEqual([]);
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

test("a firewall is switched off and on, named anew and tagged in place", async () => {
  const inputs = firewallOf(rule("22"));
  const off = await client.create(firewall, { ...inputs, disabled: true });
  expect(outputs(off)).toMatchObject({ disabled: true, status: "disabled" });
  expect([...(await client.diff(firewall, off, { ...inputs, disabled: true }))]).toEqual([]);
  const on = await client.update(firewall, off, inputs);
  expect(outputs(on)).toMatchObject({ disabled: false, status: "enabled" });
  expect(outputs(await client.update(firewall, on, { ...inputs, disabled: true }))).toMatchObject({ disabled: true });
  const renamed = await client.update(firewall, on, { ...inputs, label: "other" });
  expect(outputs(renamed)).toMatchObject({ label: "other", disabled: false, tags: [] });
  expect(outputs(await client.update(firewall, renamed, { ...inputs, label: "other", tags: ["web"] }))).toMatchObject({ tags: ["web"] });
});

test("a firewall is in force on the Linodes that the program names, and on no others", async () => {
  const [one, other, third] = [await client.create(instance, program), await client.create(instance, program), await client.create(instance, program)];
  const on = (...linodes: readonly { readonly id: string }[]) => ({ ...firewallOf(rule("22")), linodes: linodes.map(({ id }) => Number(id)) });
  const kept = await client.create(firewall, on(one, other));
  expect(outputs(kept).linodes).toEqual([Number(one.id), Number(other.id)]);
  expect(outputs(kept).devices).toMatchObject([{ entityId: Number(one.id) }, { entityId: Number(other.id) }]);
  const moved = await client.update(firewall, kept, on(other, third));
  expect(outputs(moved).linodes).toEqual([Number(other.id), Number(third.id)]);
  expect([...(await client.diff(firewall, moved, on(third, other)))]).toEqual([]);
  expect(outputs(await client.update(firewall, moved, on())).linodes).toEqual([]);
});

test.each([
  ["label", "web", "label"],
  ["tags", ["one", "two"], "tags"],
  ["watchdogEnabled", false, "watchdog_enabled"],
])("a Linode's %s alone is changed in place, and sent alone", async (name, value, sent) => {
  const kept = await client.create(instance, { ...program, label: "first", tags: ["one"], watchdogEnabled: true });
  const wanted = { ...program, label: "first", tags: ["one"], watchdogEnabled: true, [name]: value };
  const [changes, seen] = [await client.diff(instance, kept, wanted), jest.spyOn(globalThis, "fetch")];
  const updated = await client.update(instance, kept, wanted);
  const bodies = seen.mock.calls.flatMap(([, init]) => (init?.method === "PUT" ? [JSON.parse(String(init.body)) as object] : []));
  seen.mockRestore();
  expect([...changes.values()].every(({ replace }) => !replace)).toBe(true);
  expect(outputs(updated)).toMatchObject({ [name]: value, status: "running" });
  if (bodies.length > 0) expect(bodies.map((body) => Object.keys(body))).toEqual([[sent]]);
});

test("a Linode is switched off and on in place, left as it is where the program does not say, and moves to no other region", async () => {
  const kept = await client.create(instance, program);
  const off = await client.update(instance, kept, { ...program, booted: false });
  expect(outputs(off)).toMatchObject({ status: "offline", booted: false });
  expect(outputs(await client.update(instance, off, unsaid))).toMatchObject({ status: "offline" });
  expect(outputs(await client.update(instance, off, program))).toMatchObject({ status: "running", booted: true });
  await expect(client.update(instance, kept, { ...program, region: "us-east" })).rejects.toThrow(`Cannot migrate Linode ${kept.id} to us-east`);
});

test("an address that is not reserved goes with a Linode, and is not public unless the program says so", async () => {
  const { id } = await client.create(instance, program);
  const inputs = { type: "ipv4", public: true, linodeId: Number(id) };
  const kept = await client.create(networkingIp, inputs);
  expect(outputs(kept)).toMatchObject({ reserved: false, public: true, linodeId: Number(id) });
  await client.delete(networkingIp, kept);
  expect(await client.refresh(networkingIp, kept)).toBeUndefined();
  await expect(client.create(networkingIp, { ...inputs, public: false })).rejects.toThrow("private addresses");
});

test("a feature that the stand-in lacks is refused when a program asks for it, and taken when it is off or empty", () => {
  const flags = ["backupsEnabled", "privateIp"];
  const lists = ["configs", "disks", "interfaces", "ipv4s", "sharedIpv4s"];
  const asked = (value: unknown, names: readonly string[]) =>
    names.filter((name) => client.failures(instance, { ...program, [name]: value } as never).some((failure) => failure.startsWith(`Cannot set ${name}`)));
  expect([asked(true, flags), asked(["192.0.2.1"], lists)]).toEqual([flags, lists]);
  expect([asked(false, flags), asked([], lists)]).toEqual([[], []]);
});

test("what the stand-in does not have is refused by its name", () => {
  expect(client.failures(instance, { ...program, privateIp: true, stackscriptId: 1 })).toEqual([
    expect.stringContaining("Cannot set privateIp"),
    expect.stringContaining("Cannot set stackscriptId"),
  ]);
});
