import type { Hono } from "hono";
import * as v from "valibot";
import { isLocked } from "../../machines/record";
import { recordAction, viewAction } from "./actions";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { diskOf, findServerType } from "./catalog";
import { conflict, found, invalid, locked } from "./errors";
import type { Command, Server } from "./state";

const commands: Readonly<Record<string, Command>> = {
  poweron: "start_server",
  poweroff: "stop_server",
  shutdown: "shutdown_server",
  reboot: "reboot_server",
  reset: "reset_server",
};

const typeChange = v.object({ server_type: v.union([v.string(), v.number()]), upgrade_disk: v.boolean() });

/** /v1/servers/{id}/actions/... */
export function serverActionRoutes(app: Hono, { state, lifecycle }: Backend): void {
  const begin = (server: Server, type: Command, argument?: string): { action: object } => {
    if (isLocked(state.actions, server.id)) throw locked("server");
    const action = recordAction(state, { type, resourceType: "server", resourceId: server.id, ...(argument !== undefined && { argument }) });
    lifecycle.begin(action);
    return { action: viewAction(action) };
  };

  for (const [name, command] of Object.entries(commands)) {
    app.post(`/v1/servers/:id/actions/${name}`, (c) => c.json(begin(found(state.servers.get(c.req.param("id"))), command), 201));
  }

  app.post("/v1/servers/:id/actions/change_type", (c) => {
    const server = found(state.servers.get(c.req.param("id")));
    const wanted = readBody(c, typeChange);
    const type = findServerType(wanted.server_type);
    if (!type) throw invalid("server_type", "server type not found");
    if (server.status !== "off") throw conflict("server_not_stopped", "server must be stopped");
    if (type.architecture !== findServerType(server.serverType)?.architecture) throw invalid("server_type", "the architecture of the server is another");
    const disk = diskOf(server) ?? 0;
    if (type.disk < disk) throw invalid("server_type", "the disk of the server does not fit");
    return c.json(begin(server, "change_server_type", `${type.name} ${wanted.upgrade_disk ? type.disk : disk}`), 201);
  });
}
