import type { Hono } from "hono";
import * as v from "valibot";
import { newNumericId } from "../../machines/ids";
import { isLocked } from "../../machines/record";
import { optional } from "../common/optional";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { diskOf, find, types } from "./catalog";
import { busy, found, invalid } from "./errors";
import { begin, recordDone } from "./events";
import { viewFirewall } from "./firewall-view";
import { linodeCreation, refuseLabel, type RequestedLinode, validateLinode, validTags } from "./linode-request";
import { viewConfigs, viewDisks, viewLinode } from "./linode-view";
import { list } from "./listing";
import { enabledFirewall } from "./settings";
import type { Command, Linode } from "./state";

const change = v.object({ label: optional(v.string()), tags: optional(v.array(v.string())), watchdog_enabled: optional(v.boolean()) });
const resize = v.object({ type: v.string(), allow_auto_disk_resize: optional(v.boolean()), migration_type: optional(v.string()) });

const path = "/v4/linode/instances";

/** /v4/linode/instances */
export function linodeRoutes(app: Hono, backend: Backend): void {
  const { state, lifecycle } = backend;
  const get = (id: string): Linode => found(state.linodes.get(id));
  const view = (linode: Linode): object => viewLinode(state, linode);

  app.get(path, (c) => list(c, state.linodes.list(), view));

  app.post(path, (c) => {
    const body = readBody(c, linodeCreation);
    const idempotencyKey = c.req.header("Idempotency-Key");
    const repeated = idempotencyKey === undefined ? undefined : state.linodes.list().find((linode) => linode.idempotencyKey === idempotencyKey);
    return c.json(view(repeated ?? createLinode(backend, validateLinode(state, body), idempotencyKey)));
  });

  app.get(`${path}/:id`, (c) => c.json(view(get(c.req.param("id")))));
  app.get(`${path}/:id/disks`, (c) => list(c, viewDisks(get(c.req.param("id"))), (disk) => disk));
  app.get(`${path}/:id/configs`, (c) => list(c, viewConfigs(get(c.req.param("id"))), (config) => config));
  app.get(`${path}/:id/firewalls`, (c) => {
    const firewall = enabledFirewall(state, get(c.req.param("id")).id);
    return list(c, firewall ? [firewall] : [], (each) => viewFirewall(state, each));
  });

  app.put(`${path}/:id`, (c) => {
    const linode = get(c.req.param("id"));
    const { label = linode.label, tags = linode.tags, watchdog_enabled: isWatched = linode.isWatched } = readBody(c, change);
    refuseLabel(state, label, linode.id);
    return c.json(view(state.linodes.put({ ...linode, label, tags: validTags(tags), isWatched, updatedAt: new Date().toISOString() })));
  });

  app.delete(`${path}/:id`, async (c) => {
    const linode = get(c.req.param("id"));
    await lifecycle.destroy(linode);
    recordDone(state, { type: "linode_delete", entityType: "linode", resourceId: linode.id });
    return c.json({});
  });

  const act = (id: string, type: Command, argument?: string): void => {
    const linode = get(id);
    if (isLocked(state.events, linode.id)) throw busy();
    begin(backend, { type, entityType: "linode", resourceId: linode.id, ...(argument !== undefined && { argument }) });
  };
  for (const command of ["boot", "shutdown", "reboot"] as const) {
    app.post(`${path}/:id/${command}`, (c) => {
      const { id, status } = get(c.req.param("id"));
      if (command === "boot" && status === "active") throw invalid(undefined, `Linode ${id} already booted.`);
      act(id, `linode_${command}`);
      return c.json({});
    });
  }
  app.post(`${path}/:id/resize`, (c) => {
    const linode = get(c.req.param("id"));
    const { type, allow_auto_disk_resize: grows = true } = readBody(c, resize);
    const wanted = find(types, type);
    if (!wanted) throw invalid("type", "A valid plan type by that ID was not found");
    if (type === linode.type) throw invalid("type", "Linode is already running this service plan.");
    const disk = diskOf(linode);
    if (wanted.disk < disk) throw invalid(undefined, "Linode has allocated more disk than the new service plan allows. Delete or resize disks smaller.");
    act(linode.id, "linode_resize", `${type} ${grows ? wanted.disk : disk}`);
    return c.json({});
  });
}

function createLinode(backend: Backend, { firewall: wanted, label, ...requested }: RequestedLinode, idempotencyKey: string | undefined): Linode {
  const { state, addresses } = backend;
  const [address = ""] = addresses.take("machine", "Linode");
  const id = newNumericId(state.linodes);
  const createdAt = new Date().toISOString();
  const name = label ?? `linode${id}`;
  const own = { ...requested, id, label: name, hostname: name, status: "new", address, isWatched: true, createdAt, updatedAt: createdAt } as const;
  const linode = state.linodes.put({ ...own, ...(idempotencyKey !== undefined && { idempotencyKey }) });
  if (wanted !== undefined) {
    const firewall = found(state.firewalls.get(wanted));
    const device = { id: newNumericId(state.firewalls), linode: id, createdAt };
    state.firewalls.put({ ...firewall, devices: [...firewall.devices, device] });
  }
  recordDone(state, { type: "linode_create", entityType: "linode", resourceId: id });
  begin(backend, { type: "linode_boot", entityType: "linode", resourceId: id });
  return linode;
}
