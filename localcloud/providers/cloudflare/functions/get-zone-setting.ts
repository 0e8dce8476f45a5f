import type { Api } from "../../http/api";
import { camelCase } from "../../http/names";
import { providerFunction, type AnyFunction } from "../../provider";
import { result } from "../envelope";

/** The current value of a zone's setting. */
export function getZoneSetting(api: Api): AnyFunction {
  return providerFunction<{ zoneId: string; settingId: string }>({
    async call({ zoneId, settingId }, signal) {
      const setting = camelCase(result(await api.get(`/zones/${encodeURIComponent(zoneId)}/settings/${encodeURIComponent(settingId)}`, signal))) as object;
      return { ...setting, zoneId, settingId };
    },
  });
}
