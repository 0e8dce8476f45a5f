import { randomBytes } from "node:crypto";
import type { Hono } from "hono";
import * as v from "valibot";
import { newNumericId } from "../../machines/ids";
import { optional } from "../common/optional";
import { recordAction, viewAction } from "./actions";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { found } from "./errors";
import { labels } from "./labels";
import { list } from "./listing";
import { refuseName, serverCreation, type RequestedServer, validateServer } from "./server-request";
import { viewServer } from "./server-view";
import type { Action, Server, State } from "./state";

const change = v.object({ name: optional(v.string()), labels });

/** /v1/servers */
export function serverRoutes(app: Hono, backend: Backend): void {
  const { state, lifecycle } = backend;
  const view = (server: Server): object => viewServer(backend, server);

  app.get("/v1/servers", (c) => list(c, "servers", state.servers.list(), view));

  app.post("/v1/servers", (c) => {
    const body = readBody(c, serverCreation);
    const idempotencyKey = c.req.header("Idempotency-Key");
    const repeated = idempotencyKey === undefined ? undefined : state.servers.list().find((server) => server.idempotencyKey === idempotencyKey);
    const server = repeated ?? createServer(backend, validateServer(state, body), idempotencyKey);
    const rootPassword = body.ssh_keys?.length ? null : randomBytes(12).toString("base64url");
    return c.json({ server: view(server), action: viewAction(creationOf(state, server)), next_actions: [], root_password: rootPassword }, 201);
  });

  app.get("/v1/servers/:id", (c) => c.json({ server: view(found(state.servers.get(c.req.param("id")))) }));

  app.put("/v1/servers/:id", (c) => {
    const server = found(state.servers.get(c.req.param("id")));
    const wanted = readBody(c, change);
    if (wanted.name !== undefined) refuseName(state, wanted.name, server.id);
    const changed = state.servers.put({ ...server, name: wanted.name ?? server.name, labels: wanted.labels ?? server.labels });
    // A change of labels may change which firewalls apply.
    lifecycle.startReconfiguring();
    return c.json({ server: view(changed) });
  });

  app.delete("/v1/servers/:id", async (c) => {
    const server = found(state.servers.get(c.req.param("id")));
    await lifecycle.destroy(server);
    const action = recordAction(state, { type: "delete_server", resourceType: "server", resourceId: server.id });
    return c.json({ action: viewAction(state.actions.put({ ...action, status: "completed", completedAt: new Date().toISOString() })) });
  });
}

function createServer({ state, addresses, lifecycle }: Backend, { firewalls, ...requested }: RequestedServer, idempotencyKey: string | undefined): Server {
  const [address = ""] = addresses.take("machine", "server");
  const server = state.servers.put({
    ...requested,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    id: newNumericId(state.servers),
    hostname: requested.name,
    status: "new",
    address,
    createdAt: new Date().toISOString(),
  });
  for (const id of firewalls) {
    const firewall = found(state.firewalls.get(id));
    state.firewalls.put({ ...firewall, targets: [...firewall.targets, { server: server.id }] });
  }
  lifecycle.begin(recordAction(state, { type: "create_server", resourceType: "server", resourceId: server.id }));
  return server;
}

function creationOf(state: State, server: Server): Action {
  return found(state.actions.list().find(({ resourceId, type }) => resourceId === server.id && type === "create_server"));
}
