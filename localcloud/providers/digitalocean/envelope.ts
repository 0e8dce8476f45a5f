import type { Api } from "../http/api";

/** The message of an error answer, with its id. */
export function fault(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { id, message } = body as { id?: string; message?: string };
  return message === undefined ? id : `${message}${id === undefined ? "" : ` (${id})`}`;
}

/** Every item of a listing, page by page. */
export async function listAll<T>(api: Api, path: string, key: string, signal: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  for (let page = 1; ; page++) {
    const separator = path.includes("?") ? "&" : "?";
    const body = (await api.get(`${path}${separator}page=${page}&per_page=200`, signal)) as Record<string, T[]> & { links?: { pages?: { next?: string } } };
    items.push(...(body[key] ?? []));
    if (body.links?.pages?.next === undefined) return items;
  }
}
