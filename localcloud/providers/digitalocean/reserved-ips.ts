import type { Api } from "../http/api";
import { ApiError } from "../http/api";
import { act } from "./actions";

export interface ReservedIpJson {
  readonly ip: string;
  readonly region: { readonly slug: string };
  readonly droplet: { readonly id: number } | null;
}

export async function findReservedIp(api: Api, ip: string, signal: AbortSignal): Promise<ReservedIpJson | undefined> {
  const found = (await api.find(`/v2/reserved_ips/${ip}`, signal)) as { reserved_ip: ReservedIpJson } | undefined;
  return found?.reserved_ip;
}

export async function assign(api: Api, ip: string, dropletId: number, signal: AbortSignal): Promise<void> {
  await act(api, `/v2/reserved_ips/${ip}/actions`, { type: "assign", droplet_id: dropletId }, signal);
}

/** Succeeds if the address is not assigned, or no longer exists. */
export async function unassign(api: Api, ip: string, signal: AbortSignal): Promise<void> {
  const found = await findReservedIp(api, ip, signal);
  if (!found?.droplet) return;
  try {
    await act(api, `/v2/reserved_ips/${ip}/actions`, { type: "unassign" }, signal);
  } catch (error) {
    if (!(error instanceof ApiError && (error.status === 404 || error.status === 422))) throw error;
    if ((await findReservedIp(api, ip, signal))?.droplet) throw error;
  }
}
