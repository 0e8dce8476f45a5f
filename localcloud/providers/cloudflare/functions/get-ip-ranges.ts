import type { Api } from "../../http/api";
import { camelCase } from "../../http/names";
import { providerFunction, type AnyFunction } from "../../provider";
import { result } from "../envelope";

/** Cloudflare's own address ranges; `networks: "jdcloud"` adds those of JD Cloud. */
export function getIpRanges(api: Api): AnyFunction {
  return providerFunction<{ networks?: string }>({
    async call({ networks }, signal) {
      const query = networks === undefined ? "" : `?networks=${encodeURIComponent(networks)}`;
      const ranges = camelCase(result(await api.get(`/ips${query}`, signal))) as object;
      return { jdcloudCidrs: [], ...ranges, ...(networks !== undefined && { networks }) };
    },
  });
}
