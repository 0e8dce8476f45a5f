import type { Hono } from "hono";
import * as v from "valibot";
import { newNumericId } from "../../machines/ids";
import { fingerprintOf } from "../common/fingerprint";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { found, invalid } from "./errors";
import { time } from "./events";
import { list } from "./listing";
import type { SshKey } from "./state";

const label = v.pipe(v.string(), v.minLength(1, "Length must be 1-64 characters"), v.maxLength(64, "Length must be 1-64 characters"));
const creation = v.object({ label, ssh_key: v.string() });
const change = v.object({ label });

/** The name of the account's one user. */
export const username = "local";

/** /v4/profile, /v4/profile/sshkeys */
export function keyRoutes(app: Hono, { state }: Backend): void {
  app.get("/v4/profile", (c) => c.json({ username, email: "local@example.test", restricted: false, timezone: "UTC" }));
  app.get("/v4/profile/sshkeys", (c) => list(c, state.keys.list(), viewKey));
  app.post("/v4/profile/sshkeys", (c) => {
    const body = readBody(c, creation);
    if (fingerprintOf(body.ssh_key) === undefined) throw invalid("ssh_key", "SSH Key 1 has an invalid format");
    const key = { id: newNumericId(state.keys), label: body.label, sshKey: body.ssh_key, createdAt: new Date().toISOString() };
    return c.json(viewKey(state.keys.put(key)));
  });
  app.get("/v4/profile/sshkeys/:id", (c) => c.json(viewKey(found(state.keys.get(c.req.param("id"))))));
  app.put("/v4/profile/sshkeys/:id", (c) => {
    const key = found(state.keys.get(c.req.param("id")));
    return c.json(viewKey(state.keys.put({ ...key, ...readBody(c, change) })));
  });
  app.delete("/v4/profile/sshkeys/:id", (c) => {
    state.keys.delete(found(state.keys.get(c.req.param("id"))).id);
    return c.json({});
  });
}

function viewKey({ id, label: called, sshKey, createdAt }: SshKey): object {
  return { id: Number(id), label: called, ssh_key: sshKey, created: time(createdAt) };
}
