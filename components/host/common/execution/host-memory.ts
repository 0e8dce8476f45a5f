import { canonical } from "../../../shared/canonical";
import { noted } from "../../../shared/noted";
import { picked } from "../../../shared/picked";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { hostEffects, hostMemoryEntries, type HostMemoryInputs } from "../host-memory";

/** How a machine was made. There is nothing to read back, but it shows what changed. */
export const hostMemoryProvider: ResourceOperations<HostMemoryInputs, HostMemoryInputs> = {
  ...noted(({ provider, region }) => `${provider}/${region}`, "asks nobody"),
  rules: hostMemoryEntries,
  secrets: [],

  diff: (_id, olds, news) => ({ changes: canonical(inputsOf(olds)) !== canonical(inputsOf(news)), replaces: [] }),

  effects: (news, olds) => hostEffects(news, olds),

  update: (_id, _olds, news) => Promise.resolve({ outs: news }),
};

function inputsOf(memory: HostMemoryInputs): HostMemoryInputs {
  return picked(memory, { provider: true, region: true, size: true, image: true, ipv4Enabled: true, reachable: true });
}
