import { unknown } from "../../../../../localcloud/providers/contract/value";
import { target } from "../engine-client";
import { api, client, droplet, firewall, program, reservedIp, rules, sshKey, tag } from "./fixture";

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
