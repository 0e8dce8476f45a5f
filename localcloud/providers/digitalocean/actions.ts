import type { Api } from "../http/api";
import { poll } from "../http/poll";

interface Action {
  readonly id: number;
  readonly status: "in-progress" | "completed" | "errored";
  readonly type: string;
}

/** Starts an action, and waits until it is done. */
export async function act(api: Api, path: string, request: { readonly type: string } & Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<void> {
  const { action } = (await api.post(path, request, signal)) as { action: Action };
  let latest = action;
  await poll(async () => {
    if (latest.status === "in-progress") latest = ((await api.get(`/v2/actions/${action.id}`, signal)) as { action: Action }).action;
    return latest.status === "in-progress" ? undefined : latest;
  }, signal);
  if (latest.status === "errored") throw new Error(`Cannot complete "${request.type}" on ${path}: DigitalOcean reports that action ${action.id} failed`);
}
