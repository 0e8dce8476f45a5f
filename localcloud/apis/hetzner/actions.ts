import type { Context, Hono } from "hono";
import { newNumericId } from "../../machines/ids";
import type { Backend } from "./backend";
import { found } from "./errors";
import { list } from "./listing";
import type { Action, ResourceType, State } from "./state";

/** Records that an action has begun. */
export function recordAction(state: State, action: Pick<Action, "type" | "resourceType" | "resourceId" | "argument">): Action {
  return state.actions.put({ ...action, id: newNumericId(state.actions), status: "in-progress", startedAt: new Date().toISOString() });
}

/** /v1/actions, by id only. */
export function actionRoutes(app: Hono, { state }: Backend): void {
  app.get("/v1/actions", (c) => {
    const wanted = c.req.queries("id") ?? [];
    return list(
      c,
      "actions",
      state.actions.list().filter(({ id }) => wanted.includes(id)),
      viewAction,
    );
  });
  app.get("/v1/actions/:id", (c) => c.json({ action: viewAction(found(state.actions.get(c.req.param("id")))) }));
}

/** The actions of one resource, below its own path; newest first. */
export function actionsOfRoutes(app: Hono, { state }: Backend, path: string, resourceType: ResourceType): void {
  const of = (c: Context): Action[] => state.actions.list().filter((action) => action.resourceType === resourceType && action.resourceId === c.req.param("id"));
  app.get(`${path}/:id/actions`, (c) => list(c, "actions", of(c).reverse(), viewAction));
  app.get(`${path}/:id/actions/:action`, (c) => c.json({ action: viewAction(found(of(c).find(({ id }) => id === c.req.param("action")))) }));
}

const statuses = { "in-progress": "running", completed: "success", errored: "error" } as const;

/** An action as the API returns it. */
export function viewAction({ id, type, status, resourceType, resourceId, startedAt, completedAt }: Action): object {
  return {
    id: Number(id),
    command: type,
    status: statuses[status],
    progress: status === "in-progress" ? 0 : 100,
    started: startedAt,
    finished: completedAt ?? null,
    resources: [{ id: Number(resourceId), type: resourceType }],
    error: status === "errored" ? { code: "action_failed", message: "Action failed" } : null,
  };
}
