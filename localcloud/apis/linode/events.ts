import type { Hono } from "hono";
import { newNumericId } from "../../machines/ids";
import type { Backend } from "./backend";
import { found } from "./errors";
import { list } from "./listing";
import type { Event, State } from "./state";

type NewEvent = Pick<Event, "type" | "entityType" | "resourceId" | "argument">;

/** Records that something begins. */
export function recordEvent(state: State, event: NewEvent): Event {
  return state.events.put({ ...event, id: newNumericId(state.events), status: "in-progress", startedAt: new Date().toISOString() });
}

/** Records something that took no time. */
export function recordDone(state: State, event: NewEvent): Event {
  return state.events.put({ ...recordEvent(state, event), status: "completed", completedAt: new Date().toISOString() });
}

/** Records that something begins, and lets it happen. */
export function begin({ state, lifecycle }: Backend, event: NewEvent): void {
  lifecycle.begin(recordEvent(state, event));
}

/** /v4/account/events, newest first unless a filter asks for another order. */
export function eventRoutes(app: Hono, { state }: Backend): void {
  app.get("/v4/account/events", (c) => list(c, state.events.list().reverse(), viewEvent));
  app.get("/v4/account/events/:id", (c) => c.json(viewEvent(found(state.events.get(c.req.param("id"))))));
}

const statuses = { "in-progress": "started", completed: "finished", errored: "failed" } as const;

function viewEvent({ id, type, status, entityType, resourceId, startedAt }: Event): object {
  const entityId = entityType === "ip" ? resourceId : Number(resourceId);
  return {
    id: Number(id),
    action: type,
    status: statuses[status],
    percent_complete: status === "in-progress" ? 0 : 100,
    created: time(startedAt),
    entity: { id: entityId, type: entityType, label: resourceId, url: "" },
    secondary_entity: null,
    username: "local",
    message: "",
    seen: false,
    read: false,
    duration: null,
    rate: null,
    time_remaining: null,
  };
}

/** The vendor's form of a time: UTC, without fractions and zone. */
export function time(iso: string): string {
  return iso.slice(0, 19);
}
