import type { Api } from "../http/api";
import { poll } from "../http/poll";

export interface ActionJson {
  readonly id: number;
  readonly command: string;
  readonly status: "running" | "success" | "error";
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** The actions in an answer. */
export interface Begun {
  readonly action?: ActionJson | null;
  readonly actions?: readonly ActionJson[];
}

/** Starts an action, and waits until it is done. */
export async function act(api: Api, path: string, request: object, signal: AbortSignal): Promise<void> {
  await succeeded(api, (await api.post(path, request, signal)) as Begun, signal);
}

/** Waits until the actions in an answer have succeeded. */
export async function succeeded(api: Api, { action, actions = [] }: Begun, signal: AbortSignal): Promise<void> {
  for (const begun of [...(action ? [action] : []), ...actions]) await ended(api, begun, signal);
}

async function ended(api: Api, begun: ActionJson, signal: AbortSignal): Promise<void> {
  let latest = begun;
  await poll(async () => {
    if (latest.status !== "running") return latest;
    const found = ((await api.get(`/actions?id=${begun.id}`, signal)) as { actions: readonly ActionJson[] }).actions[0];
    if (!found) throw new Error(`Cannot wait for "${begun.command}" as Hetzner does not know action ${begun.id} any more`);
    latest = found;
    return latest.status === "running" ? undefined : latest;
  }, signal);
  if (latest.status === "error")
    throw new Error(`Cannot complete "${begun.command}": Hetzner reports that action ${begun.id} failed: ${latest.error?.message ?? ""}`);
}
