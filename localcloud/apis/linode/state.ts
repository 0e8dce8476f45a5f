import type { ActionRecord, MachineRecord } from "../../machines/record";
import type { Collection, Item, Store } from "../../store/store";

/** A key of the account's one user, for new Linodes. */
export interface SshKey extends Item {
  readonly label: string;
  readonly sshKey: string;
  readonly createdAt: string;
}

export interface Linode extends MachineRecord {
  readonly label: string;
  readonly region: string;
  readonly type: string;
  /**
   * MB of its disks.
   * @default those of its type
   */
  readonly disk?: number;
  readonly image: string;
  readonly tags: readonly string[];
  readonly isWatched: boolean;
  readonly idempotencyKey?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type EntityType = "linode" | "firewall" | "ip";

/** What happened, by the vendor's names. */
export type Command =
  | "linode_create"
  | "linode_boot"
  | "linode_shutdown"
  | "linode_reboot"
  | "linode_resize"
  | "linode_delete"
  | "firewall_rules_update"
  | "firewall_device_add"
  | "firewall_device_remove"
  | "ipaddress_update";

/** Something that happens to an entity: what other vendors call an action. */
export interface Event extends ActionRecord {
  readonly type: Command;
  readonly entityType: EntityType;
  /** linode_resize: the type and the MB of the disks; firewall_device_add, ipaddress_update: the Linode's id. */
  readonly argument?: string;
}

/** A rule in the API's form. */
export interface Rule {
  readonly action: "ACCEPT";
  readonly label: string;
  readonly description: string;
  readonly protocol: "TCP" | "UDP" | "ICMP";
  /** Up to fifteen ports and ranges, e.g. `22, 80-85`; empty for all, and for ICMP. */
  readonly ports: string;
  readonly addresses: { readonly ipv4?: readonly string[]; readonly ipv6?: readonly string[] };
}

export interface Rules {
  readonly inbound: readonly Rule[];
  readonly inbound_policy: "ACCEPT" | "DROP";
  readonly outbound: readonly Rule[];
  readonly outbound_policy: "ACCEPT" | "DROP";
}

/** The assignment of a firewall to a Linode. */
export interface Device {
  readonly id: string;
  readonly linode: string;
  readonly createdAt: string;
}

export interface Firewall extends Item {
  readonly label: string;
  readonly tags: readonly string[];
  readonly isEnabled: boolean;
  readonly rules: Rules;
  readonly devices: readonly Device[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** An address besides those that Linodes are made with; its id is the address. */
export interface Ip extends Item {
  readonly region: string;
  /** It outlives the Linode that it is assigned to. */
  readonly isReserved: boolean;
  readonly linode?: string;
}

/** What becomes of an address when its Linode loses it: one that is not reserved goes. */
export function release({ ips }: Pick<State, "ips">, { id, region, isReserved }: Ip): void {
  if (isReserved) ips.put({ id, region, isReserved });
  else ips.delete(id);
}

/** Everything in the account. */
export interface State {
  readonly keys: Collection<SshKey>;
  readonly linodes: Collection<Linode>;
  readonly events: Collection<Event>;
  readonly firewalls: Collection<Firewall>;
  readonly ips: Collection<Ip>;
}

export function openState(store: Store): State {
  return {
    keys: store.collection("linode-keys"),
    linodes: store.collection("linode-linodes"),
    events: store.collection("linode-events"),
    firewalls: store.collection("linode-firewalls"),
    ips: store.collection("linode-ips"),
  };
}

/** The addresses in use. */
export function heldAddresses({ linodes, ips }: State): string[] {
  return [...linodes.list().map(({ address }) => address), ...ips.list().map(({ id }) => id)];
}
