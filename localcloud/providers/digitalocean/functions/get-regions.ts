import type { Properties } from "../../contract/value";
import type { Api } from "../../http/api";
import { camelCase } from "../../http/names";
import { providerFunction, type AnyFunction } from "../../provider";
import { listAll } from "../envelope";
import { selectId, select, type Selection } from "../selection";

export function getRegions(api: Api): AnyFunction {
  return providerFunction<Selection>({
    async call(selection, signal) {
      const regions = (await listAll<object>(api, "/v2/regions", "regions", signal)).map((region) => camelCase(region) as Properties);
      return { ...selection, id: selectId(selection), regions: select(regions, selection) };
    },
  });
}
