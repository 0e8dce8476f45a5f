import { ipv6Of } from "../../hosts/ipv6";
import type { ActionRecord, MachineRecord } from "../../machines/record";
import type { Collection, Item, Store } from "../../store/store";

/** A key of the account, for new droplets. */
export interface AccountKey extends Item {
  readonly name: string;
  /** As the client sent it, e.g. `ssh-ed25519 AAAA... comment`. */
  readonly publicKey: string;
  /** MD5, as sixteen hexadecimal pairs separated by colons. */
  readonly fingerprint: string;
}

export interface Droplet extends MachineRecord {
  readonly name: string;
  readonly region: string;
  readonly size: string;
  /**
   * GiB of its disk.
   * @default that of its size
   */
  readonly disk?: number;
  readonly image: string;
  readonly privateAddress: string;
  readonly tags: readonly string[];
  /** `ipv6`; others, such as `backups`, are recorded, but without effect on the host. */
  readonly features: readonly string[];
  readonly idempotencyKey?: string;
  readonly createdAt: string;
}

export type ActionType =
  | "create"
  | "power_on"
  | "power_off"
  | "shutdown"
  | "reboot"
  | "power_cycle"
  | "resize"
  | "rename"
  | "enable_backups"
  | "disable_backups"
  | "enable_ipv6"
  | "assign_ip"
  | "unassign_ip";

export interface Action extends ActionRecord {
  readonly type: ActionType;
  readonly resourceType: "droplet" | "reserved_ip";
  readonly region: string;
  /** resize: the size and the GiB of the disk; rename: the name; assign_ip: the droplet's id. */
  readonly argument?: string;
}

/** The peers that a rule applies to. */
export interface RulePeers {
  readonly addresses?: readonly string[];
  readonly droplet_ids?: readonly number[];
  readonly tags?: readonly string[];
}

/** A rule as the API returns it. */
export interface InboundRule {
  readonly protocol: "tcp" | "udp" | "icmp";
  /** A port, a range such as `8000-9000`, or `0` for all. */
  readonly ports: string;
  readonly sources: RulePeers;
}

export interface OutboundRule {
  readonly protocol: "tcp" | "udp" | "icmp";
  readonly ports: string;
  readonly destinations: RulePeers;
}

export interface Firewall extends Item {
  readonly name: string;
  readonly inboundRules: readonly InboundRule[];
  readonly outboundRules: readonly OutboundRule[];
  readonly dropletIds: readonly string[];
  readonly tags: readonly string[];
  readonly createdAt: string;
}

export interface ReservedIp extends Item {
  readonly region: string;
  readonly dropletId?: string;
  readonly createdAt: string;
}

/** Its id is its name in lower case. */
export interface Tag extends Item {
  readonly name: string;
}

/** Everything that the account holds. */
export interface State {
  readonly keys: Collection<AccountKey>;
  readonly droplets: Collection<Droplet>;
  readonly actions: Collection<Action>;
  readonly firewalls: Collection<Firewall>;
  readonly reservedIps: Collection<ReservedIp>;
  readonly tags: Collection<Tag>;
}

export function openState(store: Store): State {
  return {
    keys: store.collection("digitalocean-keys"),
    droplets: store.collection("digitalocean-droplets"),
    actions: store.collection("digitalocean-actions"),
    firewalls: store.collection("digitalocean-firewalls"),
    reservedIps: store.collection("digitalocean-reserved-ips"),
    tags: store.collection("digitalocean-tags"),
  };
}

/** The IPv6 address of a droplet, if it has one. */
export function ipv6AddressesOf({ address, features }: Droplet): string[] {
  return features.includes("ipv6") ? [ipv6Of(address)] : [];
}

/** The addresses in use, which must not be given out again. */
export function heldAddresses({ droplets, reservedIps }: State): string[] {
  return [...droplets.list().map(({ address }) => address), ...reservedIps.list().map(({ id }) => id)];
}
