import type { Hono } from "hono";
import * as v from "valibot";
import { newNumericId } from "../../machines/ids";
import { fingerprintOf } from "../common/fingerprint";
import { optional } from "../common/optional";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { found, invalid, taken } from "./errors";
import { labels } from "./labels";
import { list } from "./listing";
import type { SshKey, State } from "./state";

const name = v.pipe(v.string(), v.minLength(1, "must not be empty"));
const creation = v.object({ name, public_key: v.string(), labels });
const change = v.object({ name: optional(name), labels });

/** /v1/ssh_keys */
export function keyRoutes(app: Hono, { state }: Backend): void {
  app.get("/v1/ssh_keys", (c) => {
    const fingerprint = c.req.query("fingerprint");
    return list(
      c,
      "ssh_keys",
      state.keys.list().filter((key) => !fingerprint || key.fingerprint === fingerprint),
      viewKey,
    );
  });
  app.post("/v1/ssh_keys", (c) => {
    const body = readBody(c, creation);
    const fingerprint = fingerprintOf(body.public_key);
    if (fingerprint === undefined) throw invalid("public_key", "must be a public key in the OpenSSH format");
    if (state.keys.list().some((key) => key.fingerprint === fingerprint)) throw taken("public_key");
    refuseTaken(state, body.name);
    const key = { id: newNumericId(state.keys), name: body.name, publicKey: body.public_key, fingerprint, labels: body.labels ?? {} };
    return c.json({ ssh_key: viewKey(state.keys.put({ ...key, createdAt: new Date().toISOString() })) }, 201);
  });
  app.get("/v1/ssh_keys/:id", (c) => c.json({ ssh_key: viewKey(found(state.keys.get(c.req.param("id")))) }));
  app.put("/v1/ssh_keys/:id", (c) => {
    const key = found(state.keys.get(c.req.param("id")));
    const wanted = readBody(c, change);
    if (wanted.name !== undefined) refuseTaken(state, wanted.name, key.id);
    return c.json({ ssh_key: viewKey(state.keys.put({ ...key, name: wanted.name ?? key.name, labels: wanted.labels ?? key.labels })) });
  });
  app.delete("/v1/ssh_keys/:id", (c) => {
    state.keys.delete(found(state.keys.get(c.req.param("id"))).id);
    return c.body(null, 204);
  });
}

function refuseTaken(state: State, wanted: string, except?: string): void {
  if (state.keys.list().some((key) => key.name === wanted && key.id !== except)) throw taken("name");
}

function viewKey({ id, name: called, fingerprint, publicKey, labels: marked, createdAt }: SshKey): object {
  return { id: Number(id), name: called, fingerprint, public_key: publicKey, labels: marked, created: createdAt };
}
