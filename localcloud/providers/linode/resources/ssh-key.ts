import { withKnownPublicKey } from "../../contract/state-form";
import type { Properties } from "../../contract/value";
import type { Api } from "../../http/api";
import { resource, type AnyResource } from "../../provider";

interface Inputs extends Properties {
  readonly label: string;
  readonly sshKey: string;
}

interface KeyJson {
  readonly id: number;
  readonly label: string;
  readonly ssh_key: string;
  readonly created: string;
}

export function sshKey(api: Api): AnyResource {
  const path = (id: string) => `/profile/sshkeys/${id}`;
  return resource<Inputs, Properties>({
    planned: (inputs, state) => withKnownPublicKey(inputs, state, "sshKey"),
    async create(inputs, signal) {
      const key = (await api.post("/profile/sshkeys", { label: inputs.label, ssh_key: inputs.sshKey }, signal)) as KeyJson;
      return { id: String(key.id), state: stateOf(key) };
    },
    async read(id, _state, signal) {
      const found = (await api.find(path(id), signal)) as KeyJson | undefined;
      return found && { id, state: stateOf(found) };
    },
    update: async (id, _state, { label }, signal) => stateOf((await api.put(path(id), { label }, signal)) as KeyJson),
    delete: (id, _state, signal) => api.delete(path(id), signal),
  });
}

function stateOf({ label, ssh_key: told, created }: KeyJson): Properties {
  return { label, sshKey: told, created };
}
