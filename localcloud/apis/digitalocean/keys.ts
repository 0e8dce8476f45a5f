import type { Hono } from "hono";
import * as v from "valibot";
import { fingerprintOf } from "../common/fingerprint";
import type { Backend } from "./backend";
import { readBody } from "./body";
import { found, unprocessable } from "./errors";
import { newNumericId } from "../../machines/ids";
import { paginate } from "./pagination";
import type { AccountKey, State } from "./state";
import { viewKey } from "./views";

const creation = v.object({ name: v.pipe(v.string(), v.minLength(1, "Name can't be blank")), public_key: v.string() });
const renaming = v.object({ name: v.pipe(v.string(), v.minLength(1, "Name can't be blank")) });

/** /v2/account/keys */
export function keyRoutes(app: Hono, { state }: Backend): void {
  app.get("/v2/account/keys", (c) => {
    const { items, links, meta } = paginate(state.keys.list(), c.req.url);
    return c.json({ ssh_keys: items.map(viewKey), links, meta });
  });
  app.post("/v2/account/keys", (c) => {
    const { name, public_key: publicKey } = readBody(c, creation);
    const fingerprint = fingerprintOf(publicKey);
    if (fingerprint === undefined) throw unprocessable("Key invalid, key should be of the format `type key [comment]`");
    if (state.keys.list().some((key) => key.fingerprint === fingerprint)) throw unprocessable("SSH Key is already in use on your account");
    const key = state.keys.put({ id: newNumericId(state.keys), name, publicKey, fingerprint });
    return c.json({ ssh_key: viewKey(key) }, 201);
  });
  app.get("/v2/account/keys/:key", (c) => c.json({ ssh_key: viewKey(found(findKey(state, c.req.param("key")))) }));
  app.put("/v2/account/keys/:key", (c) => {
    const key = found(findKey(state, c.req.param("key")));
    const { name } = readBody(c, renaming);
    return c.json({ ssh_key: viewKey(state.keys.put({ ...key, name })) });
  });
  app.delete("/v2/account/keys/:key", (c) => {
    state.keys.delete(found(findKey(state, c.req.param("key"))).id);
    return c.body(null, 204);
  });
}

/** Finds by id or by fingerprint. */
export function findKey(state: State, key: string | number): AccountKey | undefined {
  return state.keys.list().find(({ id, fingerprint }) => id === String(key) || fingerprint === key);
}
