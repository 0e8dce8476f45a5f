import { without, type Plain, type Properties } from "../../contract/value";
import type { Api } from "../../http/api";
import { camelCase } from "../../http/names";
import { resource, type AnyResource } from "../../provider";
import { result } from "../envelope";
import { inZone } from "../import-id";

interface Inputs extends Properties {
  readonly zoneId: string;
  readonly settingId: string;
  readonly value: Plain;
}

interface Setting {
  readonly value: Plain;
  readonly enabled?: boolean;
}

/** One setting of a zone. It always exists: creating sets it, deleting does not change it. */
export function zoneSetting(api: Api): AnyResource {
  const path = (zoneId: string, id: string) => `/zones/${encodeURIComponent(zoneId)}/settings/${encodeURIComponent(id)}`;
  const set = async (inputs: Inputs, signal: AbortSignal): Promise<Inputs> => {
    const body = { value: inputs.value, ...(inputs.enabled !== undefined && { enabled: inputs.enabled }) };
    return stateOf(result<Setting>(await api.patch(path(inputs.zoneId, inputs.settingId), body, signal)), inputs.zoneId, inputs.settingId, inputs.value);
  };
  return resource<Inputs, Inputs>({
    async create(inputs, signal) {
      return { id: inputs.settingId, state: await set(inputs, signal) };
    },
    async read(importId, state, signal) {
      const { zoneId, id } = inZone(importId, state);
      const found = await api.find(path(zoneId, id), signal);
      return found === undefined ? undefined : { id, state: stateOf(result<Setting>(found), zoneId, id, state.value) };
    },
    update: (_id, _state, inputs, signal) => set(inputs, signal),
    delete: () => Promise.resolve(),
  });
}

function stateOf(setting: Setting, zoneId: string, settingId: string, written: Plain | undefined): Inputs {
  const properties = without<Properties, string>(camelCase(setting) as Properties, "id", "value");
  const value = written !== undefined && includes(setting.value, written) ? written : setting.value;
  return { ...properties, zoneId, settingId, value };
}

/** Whether the API's value contains everything that the program wrote; it may have more fields. */
function includes(told: Plain, written: Plain): boolean {
  if (typeof told !== "object" || told === null || typeof written !== "object" || written === null) return told === written;
  return Object.entries(written).every(([name, value]) => includes((told as Properties)[name] ?? null, value as Plain));
}
