import type { Hono } from "hono";
import type { Backend } from "./backend";
import { found } from "./errors";
import { paginate } from "./pagination";
import type { Action, State } from "./state";
import { viewAction } from "./views";

/** /v2/actions */
export function actionRoutes(app: Hono, { state }: Backend): void {
  app.get("/v2/actions", (c) => {
    const { items, links, meta } = paginate(newestFirst(state.actions.list()), c.req.url);
    return c.json({ actions: items.map(viewAction), links, meta });
  });
  app.get("/v2/actions/:id", (c) => c.json({ action: viewAction(found(state.actions.get(c.req.param("id")))) }));
}

/** The actions of a droplet or a reserved IP, newest first. */
export function actionsOf(state: State, resourceId: string): Action[] {
  return newestFirst(state.actions.list().filter((action) => action.resourceId === resourceId));
}

function newestFirst(actions: readonly Action[]): Action[] {
  return [...actions].sort((one, other) => other.startedAt.localeCompare(one.startedAt) || Number(other.id) - Number(one.id));
}
