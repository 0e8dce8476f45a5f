import { Refusal } from "../../engine";
import type { Api } from "../../http/api";
import { camelCase } from "../../http/names";
import { providerFunction, type AnyFunction } from "../../provider";
import { result } from "../envelope";

interface Filter {
  readonly name?: string;
  readonly status?: string;
  readonly account?: { readonly id?: string; readonly name?: string };
  readonly order?: string;
  readonly direction?: string;
  readonly match?: string;
  readonly types?: readonly string[];
}

/** A zone by its id, or the only one that matches a filter. */
export function getZone(api: Api): AnyFunction {
  return providerFunction<{ zoneId?: string; filter?: Filter }>({
    async call({ zoneId, filter }, signal) {
      if ((zoneId === undefined) === (filter === undefined)) throw new Refusal("Cannot look up a zone: give exactly one of zoneId and filter");
      const id = zoneId ?? (await idOf(api, filter ?? {}, signal));
      const zone = camelCase(result(await api.get(`/zones/${encodeURIComponent(id)}`, signal))) as object;
      return { ...zone, id, zoneId: id, ...(filter && { filter }) };
    },
  });
}

async function idOf(api: Api, filter: Filter, signal: AbortSignal): Promise<string> {
  const zones = result<{ id: string }[]>(await api.get(`/zones?${query(filter)}`, signal));
  const [zone, ...others] = zones;
  const sought = filter.name === undefined ? "the filter" : `the name "${filter.name}"`;
  if (!zone) throw new Refusal(`Cannot find a zone for ${sought}: the token sees none. Examine values at 'filter', and the token's permission Zone Read`);
  if (others.length > 0) throw new Refusal(`Cannot choose a zone for ${sought}: ${zones.length} match. Make 'filter' narrower, or give 'zoneId'`);
  return zone.id;
}

function query({ account, types, ...rest }: Filter): URLSearchParams {
  const parameters = new URLSearchParams(rest);
  if (account?.id !== undefined) parameters.set("account.id", account.id);
  if (account?.name !== undefined) parameters.set("account.name", account.name);
  if (types !== undefined) parameters.set("type", types.join());
  return parameters;
}
