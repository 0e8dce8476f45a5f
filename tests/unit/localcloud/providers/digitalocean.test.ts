import { createHash } from "node:crypto";
import { digitalocean } from "../../../../localcloud/providers/digitalocean/definition";
import { NotReady } from "../../../../localcloud/providers/engine";
import { isSecret, Secret, unknown } from "../../../../localcloud/providers/contract/value";
import { EngineClient, outputs, target, type Kept } from "./engine-client";
import { FakeDigitalOcean } from "./fake-digitalocean";

const token = (kind: string) => `digitalocean:index/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`;
const [droplet, sshKey, firewall, reservedIp, assignment, tag] = ["Droplet", "SshKey", "Firewall", "ReservedIp", "ReservedIpAssignment", "Tag"].map(token) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const program = {
  name: "web",
  image: "debian-12-x64",
  size: "s-1vcpu-1gb",
  region: "fra1",
  sshKeys: ["101", "aa:bb"],
  tags: ["b", "a"],
  userData: "#cloud-config",
};
const rules = {
  inboundRules: [
    { protocol: "tcp", portRange: "22", sourceAddresses: ["0.0.0.0/0", "::/0"] },
    { protocol: "icmp", sourceAddresses: ["0.0.0.0/0"] },
  ],
  outboundRules: [{ protocol: "tcp", portRange: "all", destinationAddresses: ["0.0.0.0/0"] }],
};

let api: FakeDigitalOcean;
let client: EngineClient;
beforeEach(async () => {
  api = new FakeDigitalOcean();
  client = new EngineClient(digitalocean, { DIGITALOCEAN_API_URL: await api.start(), DIGITALOCEAN_TOKEN: "canary" });
});
afterEach(() => api.stop());

const kinds = [
  ["Droplet", droplet, program],
  ["SshKey", sshKey, { name: "me", publicKey: "ssh-ed25519 AAAA me\n" }],
  ["Firewall", firewall, { name: "fw", dropletIds: [2, 1], ...rules }],
  ["ReservedIp", reservedIp, { region: "fra1" }],
  ["Tag", tag, { name: "web" }],
] as const;

describe.each(kinds)("a %s", (_kind, token, inputs) => {
  it("has no change after it was made, nor after a refresh", async () => {
    const kept = await client.create(token, inputs);
    expect([...(await client.diff(token, kept, inputs))]).toEqual([]);
    const refreshed = await client.refresh(token, kept);
    expect(refreshed).toEqual(kept);
    expect([...(await client.diff(token, refreshed!, inputs))]).toEqual([]);
  });

  it("can be imported without a change", async () => {
    const { id } = await client.create(token, inputs);
    const imported = (await client.import(token, id))!;
    const notRead = ["sshKeys", "userData", "resizeDisk", "gracefulShutdown"];
    const changed = [...(await client.diff(token, imported, inputs)).keys()].filter((path) => !notRead.includes(path));
    expect(changed).toEqual([]);
  });

  it("is gone after a delete, which may be repeated", async () => {
    const kept = await client.create(token, inputs);
    await client.delete(token, kept);
    expect(await client.refresh(token, kept)).toBeUndefined();
    await expect(client.delete(token, kept)).resolves.toBeUndefined();
  });

  it("has outputs that a preview does not know yet", async () => {
    const { id, state } = await client.engine.create(target(token, true), client.check(token, inputs));
    expect(id).toBe("");
    expect(Object.values(state)).toContain(unknown);
    expect(api.asked).toEqual([]);
  });
});

describe("a droplet", () => {
  it("is returned when it is active and has its address", async () => {
    api.boots = 3;
    const kept = await client.create(droplet, program);
    expect(outputs(kept)).toMatchObject({
      status: "active",
      locked: false,
      ipv4Address: "198.51.100.2",
      ipv4AddressPrivate: "10.0.0.2",
      dropletUrn: `do:droplet:${kept.id}`,
      image: "debian-12-x64",
      disk: 25,
      priceMonthly: 6,
    });
    expect(typeof kept.id).toBe("string");
  });

  it("keeps a hash of its user data in the outputs, a secret if the program's was", async () => {
    const kept = await client.create(droplet, { ...program, userData: new Secret("#canary") });
    expect(kept.state.userData).toEqual(new Secret(createHash("sha1").update("#canary").digest("hex")));
    expect(isSecret(kept.state.image!)).toBe(false);
    expect([...(await client.diff(droplet, kept, { ...program, userData: "#other" }))]).toEqual([
      ["userData", { kind: "update", replace: true, inInputs: true }],
    ]);
  });

  it("sends key ids as numbers, fingerprints as text", async () => {
    await client.create(droplet, program);
    expect(api.asked[0]!.body).toMatchObject({ ssh_keys: [101, "aa:bb"], user_data: "#cloud-config", image: "debian-12-x64" });
  });

  it("changes size while it is off, and name, IPv6 and tags as it runs", async () => {
    const kept = await client.create(droplet, program);
    api.asked.length = 0;
    const next = { ...program, size: "s-2vcpu-2gb", name: "other", ipv6: true, tags: ["a", "c"] };
    const updated = await client.update(droplet, kept, next);
    expect(api.asked.filter(({ path }) => path.endsWith("/actions")).map(({ body }) => body.type)).toEqual([
      "power_off",
      "resize",
      "power_on",
      "rename",
      "enable_ipv6",
    ]);
    expect(outputs(updated)).toMatchObject({ size: "s-2vcpu-2gb", name: "other", ipv6: true, tags: ["a", "c"] });
    expect([...(await client.diff(droplet, updated, next))]).toEqual([]);
  });

  it("goes on with an update that failed half-way, and is never left switched off", async () => {
    const kept = await client.create(droplet, program);
    const refuse = (type: string) => {
      api.interfere = ({ body }, response) => body.type === type && Boolean(response.writeHead(422).end(JSON.stringify({ message: `no ${type}` })));
    };
    const next = { ...program, size: "s-2vcpu-2gb", name: "other" };
    const actions = () => api.asked.filter(({ path }) => path.endsWith("/actions")).map(({ body }) => body.type);
    refuse("resize");
    await expect(client.update(droplet, kept, next)).rejects.toThrow("no resize");
    expect(actions()).toEqual(["power_off", "resize", "power_on"]);

    refuse("rename");
    await expect(client.update(droplet, kept, next)).rejects.toThrow("no rename");
    api.asked.length = 0;
    api.interfere = () => false;
    await client.update(droplet, kept, next);
    expect(actions()).toEqual(["rename"]);
  });

  it("is kept under its id when it does not become active, and the next update goes on with it", async () => {
    api.interfere = ({ method }, response) => {
      if (method === "GET") response.writeHead(403).end(JSON.stringify({ message: "not now" }));
      return method === "GET";
    };
    const inputs = client.check(droplet, program);
    const failure = (await client.engine.create(target(droplet), inputs).catch((error: unknown) => error)) as NotReady;
    expect(failure).toBeInstanceOf(NotReady);
    expect(failure.message).toMatch(/^Droplet 100 exists, but is not active yet: .* status 403: not now\. The next update goes on with it$/);
    expect(failure.state).toMatchObject({ name: "web", status: "new" });

    api.interfere = () => false;
    const kept: Kept = { id: failure.id, inputs, state: failure.state };
    const preview = await client.engine.update(target(droplet, true), kept.id, kept.state, inputs);
    expect(preview).toMatchObject({ ipv4Address: unknown, name: "web" });
    api.boots = 1;
    await expect(client.refresh(droplet, kept)).rejects.toThrow("exists, but is not active yet: it is being created");
    const updated = await client.update(droplet, kept, program);
    expect(outputs(updated)).toMatchObject({ status: "active", ipv4Address: "198.51.100.2" });
    expect(api.paths("POST")).toEqual(["/v2/droplets"]);
  });

  it("is made once, though the answer got lost", async () => {
    let lost = 0;
    api.interfere = ({ method, path }, response) => {
      if (method !== "POST" || path !== "/v2/droplets" || lost++ > 0) return false;
      // The request is carried out, its answer never arrives.
      response.writeHead = () => response;
      response.end = () => response.destroy();
      return false;
    };
    await client.create(droplet, program);
    expect(api.paths("POST")).toHaveLength(2);
    expect(api.droplets.size).toBe(1);
  });

  it("lets go at once when the engine cancels", async () => {
    api.boots = Infinity;
    const creating = client.create(droplet, program).catch((error: unknown) => error);
    setTimeout(() => client.engine.cancel(), 50);
    expect(await creating).toBeInstanceOf(NotReady);
  });

  it("reports what the API refuses, with its reason", async () => {
    api.interfere = (_asked, response) => {
      response.writeHead(422).end(JSON.stringify({ id: "unprocessable_entity", message: "Size is not available in this region." }));
      return true;
    };
    await expect(client.create(droplet, program)).rejects.toThrow(
      "DigitalOcean refuses POST /v2/droplets with status 422: Size is not available in this region. (unprocessable_entity)",
    );
  });

  it("is no resource with volumes here", () => {
    expect(client.failures(droplet, { ...program, volumeIds: ["v"] })[0]).toContain("Cannot attach volumes");
  });
});

describe("a firewall", () => {
  const inputs = { name: "fw", ...rules };

  it("needs ports for TCP and UDP, and at least one rule", () => {
    expect(client.failures(firewall, { inboundRules: [{ protocol: "udp" }] })).toEqual([
      expect.stringContaining("Examine values at 'thing.inboundRules[0].portRange'."),
    ]);
    expect(client.failures(firewall, {})).toEqual([expect.stringContaining("at least one inbound or outbound rule")]);
  });

  it("takes 0, all and 1-65535 for the same ports", async () => {
    const kept = await client.create(firewall, inputs);
    const [outbound] = rules.outboundRules;
    for (const portRange of ["0", "1-65535"])
      expect([...(await client.diff(firewall, kept, { ...inputs, outboundRules: [{ ...outbound, portRange }] }))]).toEqual([]);
  });

  it("shows a rule that somebody else removed", async () => {
    const kept = await client.create(firewall, inputs);
    (api.firewalls.get(kept.id)!.inbound_rules as unknown[]).pop();
    const refreshed = (await client.refresh(firewall, kept))!;
    expect([...(await client.diff(firewall, refreshed, inputs)).values()]).toContainEqual(expect.objectContaining({ replace: false }));
    const repaired = await client.update(firewall, refreshed, inputs);
    expect([...(await client.diff(firewall, repaired, inputs))]).toEqual([]);
    expect(api.firewalls.get(kept.id)!.inbound_rules).toHaveLength(2);
  });
});

describe("a reserved address", () => {
  it("is assigned and unassigned as the program says, and left alone where it says nothing", async () => {
    const kept = await client.create(reservedIp, { region: "fra1" });
    const assigned = await client.create(assignment, { ipAddress: kept.id, dropletId: 7 });
    expect(await client.refresh(reservedIp, kept)).toEqual(kept);
    expect(await client.refresh(assignment, assigned)).toEqual(assigned);
    expect(await client.import(assignment, `${kept.id},7`)).toMatchObject({ id: assigned.id, state: { ipAddress: kept.id, dropletId: 7 } });

    await client.delete(assignment, assigned);
    expect(api.reservedIps.get(kept.id)!.droplet).toBeNull();
    expect(await client.refresh(assignment, assigned)).toBeUndefined();
  });

  it("is not taken from the droplet that has it now", async () => {
    const kept = await client.create(reservedIp, { region: "fra1" });
    const first = await client.create(assignment, { ipAddress: kept.id, dropletId: 7 });
    await client.create(assignment, { ipAddress: kept.id, dropletId: 8 });
    await client.delete(assignment, first);
    expect(api.reservedIps.get(kept.id)!.droplet).toEqual({ id: 8 });
  });
});

describe("an SSH key", () => {
  it("is the same with and without a line break, and another one otherwise", async () => {
    const kept = await client.create(sshKey, { name: "me", publicKey: "ssh-ed25519 AAAA me\n" });
    expect([...(await client.diff(sshKey, kept, { name: "me", publicKey: "ssh-ed25519 AAAA me" }))]).toEqual([]);
    expect((await client.diff(sshKey, kept, { name: "me", publicKey: "ssh-ed25519 BBBB me" })).get("publicKey")).toMatchObject({ replace: true });
  });

  it("is found by its name", async () => {
    await client.create(sshKey, { name: "me", publicKey: "k" });
    const call = (name: string) => client.engine.invoke("digitalocean:index/getSshKey:getSshKey", { name });
    expect((await call("me")).result).toMatchObject({ id: 100, name: "me", publicKey: "k" });
    await expect(call("you")).rejects.toThrow('Cannot find an SSH key with the name "you"');
  });
});

describe("the provider", () => {
  it("names what it does not have", () => {
    expect(() => client.failures("digitalocean:index/vpc:Vpc", {})).toThrow(
      "Cannot manage digitalocean:index/vpc:Vpc: the stand-in plugin of digitalocean does not have it; install the vendor's plugin to use it",
    );
  });

  it.each([
    [{}, "no API endpoint is set"],
    [{ DIGITALOCEAN_API_URL: "ftp://x" }, '"ftp://x" is no http or https URL'],
    [{ DIGITALOCEAN_API_URL: "http://127.0.0.1:1" }, "without credentials"],
  ])("does not start with the environment %j", (environment, reason) => {
    expect(() => new EngineClient(digitalocean, environment as Record<string, string>)).toThrow(reason);
  });

  it("refuses an unknown key in its configuration, and keeps its token secret", () => {
    const { failures, inputs } = client.engine.checkConfig({ token: "canary", tokn: "x", version: "4.80.1" });
    expect(failures).toEqual([expect.stringContaining('has no input "tokn" (did you mean "token"?)')]);
    expect(inputs.token).toEqual(new Secret("canary"));
  });
});
