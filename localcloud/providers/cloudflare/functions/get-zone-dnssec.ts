import type { Api } from "../../http/api";
import { camelCase } from "../../http/names";
import { providerFunction, type AnyFunction } from "../../provider";
import { result } from "../envelope";

/** Whether a zone is signed. */
export function getZoneDnssec(api: Api): AnyFunction {
  return providerFunction<{ zoneId: string }>({
    async call({ zoneId }, signal) {
      const status = camelCase(result(await api.get(`/zones/${encodeURIComponent(zoneId)}/dnssec`, signal))) as object;
      return { ...status, id: zoneId, zoneId };
    },
  });
}
