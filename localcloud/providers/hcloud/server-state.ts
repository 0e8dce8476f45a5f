import { anyLabels, hashOf, inOrderOf } from "../contract/state-form";
import type { Plain, Properties } from "../contract/value";

/** A server as the API returns it. */
export interface ServerJson {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly locked: boolean;
  readonly labels: Properties;
  readonly server_type: { readonly name: string };
  readonly image: { readonly id: number; readonly name: string | null } | null;
  readonly location: { readonly name: string };
  readonly primary_disk_size: number;
  readonly public_net: {
    readonly ipv4: { readonly ip: string } | null;
    readonly ipv6: { readonly ip: string } | null;
    readonly firewalls: readonly { readonly id: number }[];
  };
}

export interface ServerInputs extends Properties {
  readonly name: string;
  readonly serverType: string;
}

/** Never read back: the API does not return them, or not in the program's form. */
const kept = ["sshKeys", "userData", "keepDisk", "ignoreRemoteFirewallIds", "shutdownBeforeDeletion", "allowDeprecatedImages", "publicNets"];

/** The inputs in the state's form. */
export function written(inputs: ServerInputs): Properties {
  return typeof inputs.userData === "string" ? { ...inputs, userData: hashOf(inputs.userData) } : inputs;
}

/** The outputs of a server; `known` is its old state, or the {@link written} inputs of a create or update. */
export function stateOf(server: ServerJson, known: Partial<Properties>): Properties {
  const { ipv4, ipv6, firewalls } = server.public_net;
  const state: Record<string, Plain | undefined> = {
    name: server.name,
    status: server.status,
    serverType: server.server_type.name,
    location: server.location.name,
    image: known.image ?? server.image?.name ?? undefined,
    ...anyLabels(server.labels),
    ipv4Address: ipv4?.ip ?? "",
    // The first address of its network, which the host configures itself.
    ipv6Address: ipv6 ? ipv6.ip.replace(/\/\d+$/, "1") : "",
    ipv6Network: ipv6?.ip ?? "",
    primaryDiskSize: server.primary_disk_size,
    backupWindow: "",
    backups: false,
    deleteProtection: false,
    rebuildProtection: false,
    firewallIds:
      known.ignoreRemoteFirewallIds === true
        ? known.firewallIds
        : inOrderOf(
            known.firewallIds,
            firewalls.map(({ id }) => id),
          ),
  };
  for (const name of kept) state[name] = known[name];
  return Object.fromEntries(Object.entries(state).filter((entry): entry is [string, Plain] => entry[1] !== undefined));
}
