import { fromJson, sameRules, toJson } from "../../../../../localcloud/providers/digitalocean/firewall-rules";
import { outputs } from "../engine-client";
import { api, assignment, client, firewall, reservedIp, rules } from "./fixture";

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

  it("is led to its droplet by itself where the program names one, to another one, and to none", async () => {
    const kept = await client.create(reservedIp, { region: "fra1", dropletId: 7 });
    const droplet = (): unknown => api.reservedIps.get(kept.id)!.droplet;
    expect([outputs(kept).dropletId, droplet()]).toEqual([7, { id: 7 }]);
    expect(await client.refresh(reservedIp, kept)).toEqual(kept);
    const moved = await client.update(reservedIp, kept, { region: "fra1", dropletId: 8 });
    expect([outputs(moved).dropletId, droplet()]).toEqual([8, { id: 8 }]);
    const free = await client.update(reservedIp, moved, { region: "fra1" });
    expect([outputs(free), droplet()]).toEqual([expect.not.objectContaining({ dropletId: 8 }), null]);
    await client.delete(reservedIp, await client.update(reservedIp, free, { region: "fra1", dropletId: 7 }));
    expect(api.reservedIps.has(kept.id)).toBe(false);
  });

  it.each(["198.51.100.7", "198.51.100.7,", "198.51.100.7,seven"])("is not imported with its droplet as %s", async (id) => {
    await expect(client.import(assignment, id)).rejects.toThrow(`Cannot import "${id}": give the id as <address>,<droplet id>`);
  });

  it.each([
    ["has come free in the meantime, is", 422, true, undefined],
    ["is gone in the meantime, is", 404, true, undefined],
    ["still has its droplet, is not", 422, false, "with status 422: no"],
    ["the token may not move, is not", 403, true, "with status 403: no"],
  ])("that %s unassigned where the API answers %d", async (_what, status, isFree, refusal) => {
    const kept = await client.create(reservedIp, { region: "fra1" });
    const assigned = await client.create(assignment, { ipAddress: kept.id, dropletId: 7 });
    api.interfere = ({ method }, response) => {
      if (method !== "POST") return false;
      if (isFree) Object.assign(api.reservedIps.get(kept.id)!, { droplet: null });
      return Boolean(response.writeHead(status).end(JSON.stringify({ message: "no" })));
    };
    const deleted = client.delete(assignment, assigned).catch((error: unknown) => String(error));
    expect(await deleted).toEqual(refusal && expect.stringContaining(refusal));
  });

  it("is not taken from the droplet that has it now", async () => {
    const kept = await client.create(reservedIp, { region: "fra1" });
    const first = await client.create(assignment, { ipAddress: kept.id, dropletId: 7 });
    await client.create(assignment, { ipAddress: kept.id, dropletId: 8 });
    await client.delete(assignment, first);
    expect(api.reservedIps.get(kept.id)!.droplet).toEqual({ id: 8 });
  });
});

describe("a firewall's rules", () => {
  const told = {
    protocol: "tcp",
    ports: "0",
    sources: { addresses: ["::/0"], droplet_ids: [1], tags: ["web"], load_balancer_uids: [], kubernetes_ids: ["k"] },
  };
  const written = { protocol: "tcp", portRange: "all", sourceAddresses: ["::/0"], sourceDropletIds: [1], sourceKubernetesIds: ["k"], sourceTags: ["web"] };

  it("have the names of a program, and of the API when they are sent", () => {
    expect(fromJson("inbound", [told], undefined)).toEqual([written]);
    const { load_balancer_uids: none, ...sources } = told.sources;
    expect(none).toEqual([]);
    expect(toJson("inbound", [written])).toEqual([{ protocol: "tcp", ports: "all", sources }]);
    expect(toJson("outbound", [{ protocol: "udp", portRange: "53", destinationAddresses: ["::/0"], sourceTags: ["no"] }])).toEqual([
      { protocol: "udp", ports: "53", destinations: { addresses: ["::/0"] } },
    ]);
    expect([toJson("inbound", undefined), fromJson("outbound", [{ protocol: "icmp", ports: "0" }], undefined)]).toEqual([[], [{ protocol: "icmp" }]]);
  });

  it("stay as the program wrote them while they mean the same", () => {
    const own = [{ ...written, portRange: "1-65535", sourceTags: ["web"] }];
    expect(fromJson("inbound", [told], own)).toBe(own);
    expect(sameRules([{ protocol: "icmp" }], [{ protocol: "icmp", portRange: "0" }])).toBe(true);
    expect(sameRules([{ protocol: "tcp", portRange: "22" }], [{ protocol: "tcp", portRange: "0" }])).toBe(false);
    expect(sameRules([{ protocol: "tcp", portRange: "22" }, { protocol: "icmp" }], [{ protocol: "icmp" }, { protocol: "tcp", portRange: "22" }])).toBe(true);
    expect(sameRules(undefined, [])).toBe(true);
  });
});
