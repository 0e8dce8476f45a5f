import { newNumericId } from "../../machines/ids";
import type { Action, State } from "./state";

/** Records that an action has begun. */
export function recordAction(state: State, action: Pick<Action, "type" | "resourceType" | "resourceId" | "region" | "argument">): Action {
  return state.actions.put({ ...action, id: newNumericId(state.actions), status: "in-progress", startedAt: new Date().toISOString() });
}
