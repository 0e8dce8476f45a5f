import { canonical } from "../../../shared/canonical";
import { notImported } from "../../../shared/importing";
import { picked } from "../../../shared/picked";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { hostEffects, hostMemoryEntries, type HostMemoryInputs } from "../host-memory";

/** How a machine was made. There is nothing to read back, but it shows what changed. */
export const hostMemoryProvider: ResourceOperations<HostMemoryInputs, HostMemoryInputs> = {
  rules: hostMemoryEntries,
  secrets: [],
  replacedBy: [],
  computed: [],

  create: (inputs) => Promise.resolve({ id: `${inputs.provider}/${inputs.region}`, outs: inputs }),

  diff: (_id, olds, news) => ({ changes: canonical(inputsOf(olds)) !== canonical(inputsOf(news)), replaces: [] }),

  effects: (news, olds) => hostEffects(news, olds),

  update: (_id, _olds, news) => Promise.resolve({ outs: news }),

  read: (id, known) => Promise.resolve({ id, props: known, inputs: inputsOf(known) }),

  importing: notImported("write it in the program, which makes it and asks nobody"),

  delete: () => Promise.resolve(),
};

function inputsOf(memory: HostMemoryInputs): HostMemoryInputs {
  return picked(memory, { provider: true, region: true, size: true, image: true, ipv4Enabled: true, reachable: true });
}
