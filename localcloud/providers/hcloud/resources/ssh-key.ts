import { anyLabels, publicKeyForm, withKnownPublicKey } from "../../contract/state-form";
import type { Plain, Properties } from "../../contract/value";
import type { Api } from "../../http/api";
import { resource, type AnyResource } from "../../provider";

interface Inputs extends Properties {
  readonly name: string;
  readonly publicKey: string;
}

interface KeyJson {
  readonly id: number;
  readonly name: string;
  readonly public_key: string;
  readonly fingerprint: string;
  readonly labels: Properties;
}

interface Answer {
  readonly ssh_key: KeyJson;
}

export function sshKey(api: Api): AnyResource {
  const path = (id: string) => `/ssh_keys/${id}`;
  return resource<Inputs, Properties>({
    planned: (inputs, state) => withKnownPublicKey(inputs, state, "publicKey"),
    async create(inputs, signal) {
      const { ssh_key: key } = (await api.post("/ssh_keys", { name: inputs.name, public_key: inputs.publicKey, labels: inputs.labels }, signal)) as Answer;
      return { id: String(key.id), state: stateOf(key, inputs.publicKey) };
    },
    async read(id, state, signal) {
      const found = (await api.find(path(id), signal)) as Answer | undefined;
      return found && { id, state: stateOf(found.ssh_key, state.publicKey) };
    },
    async update(id, _state, inputs, signal) {
      const { ssh_key: key } = (await api.put(path(id), { name: inputs.name, labels: inputs.labels ?? {} }, signal)) as Answer;
      return stateOf(key, inputs.publicKey);
    },
    delete: (id, _state, signal) => api.delete(path(id), signal),
  });
}

function stateOf({ name, fingerprint, labels, public_key: told }: KeyJson, written: Plain | undefined): Properties {
  return { name, fingerprint, ...anyLabels(labels), publicKey: publicKeyForm(written, told) };
}
