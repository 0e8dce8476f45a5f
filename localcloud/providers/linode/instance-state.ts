import { hashOf, inOrderOf } from "../contract/state-form";
import type { Plain, Properties } from "../contract/value";

/** A Linode as the API returns it. */
export interface LinodeJson {
  readonly id: number;
  readonly label: string;
  readonly status: string;
  readonly region: string;
  readonly type: string;
  readonly image: string | null;
  readonly tags: readonly string[];
  readonly ipv4: readonly string[];
  readonly ipv6: string | null;
  readonly watchdog_enabled: boolean;
  readonly has_user_data: boolean;
  readonly host_uuid: string;
  readonly specs: { readonly disk: number; readonly memory: number; readonly vcpus: number };
}

export interface InstanceInputs extends Properties {
  readonly region: string;
  readonly type: string;
}

/** Never read back: the API does not return them. */
const kept = ["authorizedKeys", "authorizedUsers", "firewallId", "metadatas", "migrationType", "resizeDisk", "rootPass", "placementGroupExternallyManaged"];

/** The inputs in the state's form. */
export function written(inputs: InstanceInputs): Properties {
  return typeof inputs.rootPass === "string" ? { ...inputs, rootPass: hashOf(inputs.rootPass) } : inputs;
}

/** The outputs of a Linode; `known` is its old state, or the {@link written} inputs of a create or update. */
export function stateOf(linode: LinodeJson, known: Partial<Properties>): Properties {
  const state: Record<string, Plain | undefined> = {
    label: linode.label,
    status: linode.status,
    booted: linode.status === "running",
    region: linode.region,
    type: linode.type,
    image: linode.image ?? undefined,
    tags: inOrderOf(known.tags, linode.tags),
    watchdogEnabled: linode.watchdog_enabled,
    ipAddress: linode.ipv4[0] ?? "",
    ipv4s: [...linode.ipv4],
    ipv6: linode.ipv6 ?? "",
    privateIpAddress: "",
    hasUserData: linode.has_user_data,
    hostUuid: linode.host_uuid,
    specs: [{ disk: linode.specs.disk, memory: linode.specs.memory, vcpus: linode.specs.vcpus }],
  };
  for (const name of kept) state[name] = known[name];
  return Object.fromEntries(Object.entries(state).filter((entry): entry is [string, Plain] => entry[1] !== undefined));
}
