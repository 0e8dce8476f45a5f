import { createHash } from "node:crypto";
import { isSecret, Secret, unknown } from "../../../../../localcloud/providers/contract/value";
import { change } from "../../../../../localcloud/providers/digitalocean/droplet-changes";
import type { Api } from "../../../../../localcloud/providers/http/api";
import { NotReady } from "../../../../../localcloud/providers/engine";
import { outputs, target, type Kept } from "../engine-client";
import { api, client, droplet, program } from "./fixture";

/** The actions that lead a droplet from a state to what the program says. */
async function actions(current: object, wanted: object): Promise<unknown[]> {
  const sent: unknown[] = [];
  const post = (_path: string, body: { readonly type: string }): Promise<unknown> => {
    sent.push(body);
    return Promise.resolve({ action: { id: 1, status: "completed", type: body.type } });
  };
  const own = { name: "web", size: "small" };
  await change({ post } as unknown as Api, "1", { ...own, status: "active", ...current }, { ...own, image: "i", ...wanted }, AbortSignal.timeout(1000));
  return sent;
}

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

  it("is shut down for a new size where the program says so, and stays off meanwhile if it was", async () => {
    const resized = { type: "resize", size: "large", disk: true };
    expect(await actions({}, { size: "large" })).toEqual([{ type: "power_off" }, resized, { type: "power_on" }]);
    expect(await actions({}, { size: "large", gracefulShutdown: true })).toEqual([{ type: "shutdown" }, resized, { type: "power_on" }]);
    expect(await actions({ status: "off" }, { size: "large", resizeDisk: false })).toEqual([{ ...resized, disk: false }, { type: "power_on" }]);
    expect(await actions({ ipv6: true }, { ipv6: true })).toEqual([]);
  });

  it("has backups switched and their policy changed, each only where it differs", async () => {
    const policy = (hour: number): object => ({ plan: "daily", hour });
    expect(await actions({}, { backups: true })).toEqual([{ type: "enable_backups" }]);
    expect(await actions({ backups: false }, { backups: true, backupPolicy: policy(1) })).toEqual([{ type: "enable_backups", backup_policy: policy(1) }]);
    expect(await actions({ backups: true, backupPolicy: policy(1) }, { backups: true, backupPolicy: policy(2) })).toEqual([
      { type: "change_backup_policy", backup_policy: policy(2) },
    ]);
    expect(await actions({ backups: true, backupPolicy: policy(1) }, { backups: true, backupPolicy: policy(1) })).toEqual([]);
    expect(await actions({ backups: true, backupPolicy: policy(1) }, { backups: true })).toEqual([]);
    expect(await actions({ backups: true }, { backups: false, backupPolicy: policy(1) })).toEqual([{ type: "disable_backups" }]);
    expect(await actions({}, { backupPolicy: policy(1) })).toEqual([]);
  });

  it("goes on with an update that failed half-way, and is never left switched off", async () => {
    const kept = await client.create(droplet, program);
    const refuse = (type: string) => {
      api.interfere = ({ body }, response) => body.type === type && Boolean(response.writeHead(422).end(JSON.stringify({ message: `no ${type}` })));
    };
    const next = { ...program, size: "s-2vcpu-2gb", name: "other" };
    const asked = () => api.asked.filter(({ path }) => path.endsWith("/actions")).map(({ body }) => body.type);
    refuse("resize");
    await expect(client.update(droplet, kept, next)).rejects.toThrow("no resize");
    expect(asked()).toEqual(["power_off", "resize", "power_on"]);

    refuse("rename");
    await expect(client.update(droplet, kept, next)).rejects.toThrow("no rename");
    api.asked.length = 0;
    api.interfere = () => false;
    await client.update(droplet, kept, next);
    expect(asked()).toEqual(["rename"]);
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
