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

  it("is not taken from the droplet that has it now", async () => {
    const kept = await client.create(reservedIp, { region: "fra1" });
    const first = await client.create(assignment, { ipAddress: kept.id, dropletId: 7 });
    await client.create(assignment, { ipAddress: kept.id, dropletId: 8 });
    await client.delete(assignment, first);
    expect(api.reservedIps.get(kept.id)!.droplet).toEqual({ id: 8 });
  });
});
