import type { Hono } from "hono";
import type { Backend } from "./backend";
import { found } from "./errors";
import { paginate } from "./pagination";
import type { Action, State } from "./state";
import { viewAction } from "./views";

/** /v2/actions */
export function actionRoutes(app: Hono, { state }: Backend): void {
  app.get("/v2/actions", (c) => {
    const { items, links, meta } = paginate(state.actions.list().reverse(), c.req.url);
    return c.json({ actions: items.map(viewAction), links, meta });
  });
  app.get("/v2/actions/:id", (c) => c.json({ action: viewAction(found(state.actions.get(c.req.param("id")))) }));
}

/** The actions of a droplet or a reserved IP, newest first. */
export function actionsOf(state: State, resourceId: string): Action[] {
  return state.actions
    .list()
    .reverse()
    .filter((action) => action.resourceId === resourceId);
}
