import { Refusal } from "../../engine";
import type { Api } from "../../http/api";
import { camelCase } from "../../http/names";
import type { Properties } from "../../contract/value";
import { providerFunction, type AnyFunction } from "../../provider";
import { listAll } from "../envelope";
import { selectId, select, type Selection } from "../selection";

/** Finds the account's SSH key with this name. */
export function getSshKey(api: Api): AnyFunction {
  return providerFunction<{ name: string }>({
    async call({ name }, signal) {
      const found = (await keys(api, signal)).filter((key) => key.name === name);
      const [key] = found;
      if (!key) throw new Refusal(`Cannot find an SSH key with the name "${name}": the account has none. Examine values at 'name'`);
      if (found.length > 1) throw new Refusal(`Cannot choose an SSH key with the name "${name}": ${found.length} have it. Give each key a name of its own`);
      return key;
    },
  });
}

export function getSshKeys(api: Api): AnyFunction {
  return providerFunction<Selection>({
    async call(selection, signal) {
      return { ...selection, id: selectId(selection), sshKeys: select(await keys(api, signal), selection) };
    },
  });
}

async function keys(api: Api, signal: AbortSignal): Promise<Properties[]> {
  const listed = await listAll<object>(api, "/v2/account/keys", "ssh_keys", signal);
  return listed.map((key) => camelCase(key) as Properties);
}
