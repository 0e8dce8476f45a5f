import { Api, eventually } from "./api-fixture";

let api: Api;
let id: number;
beforeEach(async () => {
  api = await Api.open();
  ({ id } = await api.created());
  api.hosts.calls.length = 0;
});
afterEach(() => api.remove());

it.each([
  [{ type: "power_off" }, ["stop unplug"], "off"],
  [{ type: "shutdown" }, ["stop graceful"], "off"],
  [{ type: "reboot" }, ["stop graceful", "create web", "start"], "active"],
  [{ type: "power_cycle" }, ["stop unplug", "create web", "start"], "active"],
  [{ type: "rename", name: "other" }, [], "active"],
  [{ type: "enable_backups" }, [], "active"],
])("%j completes; the host does %j and the droplet is %s", async (request, calls, status) => {
  const action = await api.act(id, request);
  expect(action).toMatchObject({ type: request.type, status: "completed", resource_id: id });
  expect(action.completed_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(api.hosts.calls).toEqual(calls);
  expect((await api.droplet(id)).status).toBe(status);
});

it("shows an action to the droplet that it is done on, and to no other", async () => {
  const other = await api.created({ name: "other" });
  const action = await api.act(id, { type: "reboot" });
  const seen = async (droplet: number) => (await api.ask("GET", `droplets/${String(droplet)}/actions/${String(action.id)}`)).status;
  expect([await seen(id), await seen(other.id)]).toEqual([200, 404]);
});

it("resizes a droplet that is off, which starts with the new limits", async () => {
  await api.act(id, { type: "power_off" });
  await api.act(id, { type: "resize", size: "s-2vcpu-4gb", disk: true });
  await api.act(id, { type: "power_on" });
  expect(await api.droplet(id)).toMatchObject({ size_slug: "s-2vcpu-4gb", memory: 4096, status: "active" });
  expect(api.hosts.all.get(String(id))?.settings?.limits).toEqual({ vcpus: 2, memory: 4096 });
});

it("renames without reaching into the host", async () => {
  await api.act(id, { type: "rename", name: "other.example.test" });
  expect((await api.droplet(id)).name).toBe("other.example.test");
  expect(api.hosts.all.get(String(id))?.spec.hostname).toBe("web");
});

it.each([
  [{ type: "power_on" }, 422, "Droplet is already powered on."],
  [{ type: "resize", size: "s-2vcpu-4gb" }, 422, "Droplet must be powered off before it is resized."],
  [{ type: "resize", size: "huge" }, 422, "You specified an invalid size for Droplet resize."],
  [{ type: "rename", name: "a b" }, 422, expect.stringContaining("valid hostname characters")],
  [{ type: "dance" }, 422, "The type of action is not valid."],
  [{ type: "snapshot", name: "s" }, 501, "The local cloud does not implement the droplet action snapshot"],
])("%j on an active droplet is refused with %d", async (request, status, message) => {
  const answer = await api.ask("POST", `droplets/${String(id)}/actions`, request);
  expect([answer.status, answer.body.message]).toEqual([status, message]);
  expect(api.hosts.calls).toEqual([]);
});

it("does not shrink a disk", async () => {
  await api.act(id, { type: "power_off" });
  const { status, body } = await api.ask("POST", `droplets/${String(id)}/actions`, { type: "resize", size: "s-1vcpu-512mb-10gb", disk: true });
  expect([status, body.message]).toEqual([422, "You can not resize to a smaller disk size."]);
});

it("gets its former size again unless its disk grew", async () => {
  const { size_slug: former, disk } = await api.droplet(id);
  await api.act(id, { type: "power_off" });
  await api.act(id, { type: "resize", size: "s-2vcpu-4gb", disk: false });
  expect((await api.droplet(id)).disk).toBe(disk);
  await api.act(id, { type: "resize", size: former, disk: false });
  await api.act(id, { type: "resize", size: "s-2vcpu-4gb", disk: true });
  expect((await api.droplet(id)).disk).toBeGreaterThan(disk);
  const { status, body } = await api.ask("POST", `droplets/${String(id)}/actions`, { type: "resize", size: former, disk: false });
  expect([status, body.message]).toEqual([422, "You can not resize to a smaller disk size."]);
});

it("takes no second action while one is under way", async () => {
  api.hosts.silent = true;
  await api.succeed("POST", `droplets/${String(id)}/actions`, { type: "reboot" });
  const { status, body } = await api.ask("POST", `droplets/${String(id)}/actions`, { type: "power_off" });
  expect([status, body.message]).toEqual([422, "Droplet already has a pending event."]);
  expect((await api.droplet(id)).locked).toBe(true);
});

it("lists a droplet's actions newest first", async () => {
  await api.act(id, { type: "power_off" });
  await api.act(id, { type: "power_on" });
  const { actions } = await api.succeed("GET", `droplets/${String(id)}/actions?per_page=50`);
  expect(actions.map(({ type }) => type).sort()).toEqual(["create", "power_off", "power_on"]);
  expect(actions.at(-1)?.type).toBe("create");
});

it("follows a droplet that powers itself off, and one that reboots itself", async () => {
  api.hosts.end(String(id), "rebooting");
  await eventually(() => Promise.resolve(api.hosts.all.get(String(id))?.running || undefined));
  expect((await api.droplet(id)).status).toBe("active");
  api.hosts.end(String(id), "powered-off");
  await api.until(id, ({ status }) => status === "off");
});
