import type { ActionRecord, MachineRecord } from "../../machines/record";
import type { Collection, Item, Store } from "../../store/store";
import type { Labels } from "./labels";

/** A key of the project, for new servers. */
export interface SshKey extends Item {
  readonly name: string;
  readonly publicKey: string;
  /** MD5, sixteen hexadecimal pairs separated by colons. */
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly createdAt: string;
}

export interface Server extends MachineRecord {
  readonly name: string;
  readonly location: string;
  readonly serverType: string;
  /**
   * GB of its disk.
   * @default that of its type
   */
  readonly disk?: number;
  readonly image: string;
  /**
   * Whether it has a public IPv4 address. Its `address` is then for outgoing connections alone.
   * @default true
   */
  readonly hasIpv4?: boolean;
  /** Whether it has an IPv6 network. */
  readonly hasIpv6?: boolean;
  readonly labels: Labels;
  readonly idempotencyKey?: string;
  readonly createdAt: string;
}

export type ResourceType = "server" | "firewall" | "floating_ip";

export type Command =
  | "create_server"
  | "start_server"
  | "stop_server"
  | "shutdown_server"
  | "reboot_server"
  | "reset_server"
  | "change_server_type"
  | "delete_server"
  | "set_firewall_rules"
  | "apply_firewall"
  | "remove_firewall"
  | "assign_floating_ip"
  | "unassign_floating_ip";

export interface Action extends ActionRecord {
  readonly type: Command;
  readonly resourceType: ResourceType;
  /** change_server_type: the type and the GB of the disk; apply_firewall, assign_floating_ip: the server's id. */
  readonly argument?: string;
}

/** A rule in the API's form. */
export interface Rule {
  readonly direction: "in" | "out";
  readonly protocol: "tcp" | "udp" | "icmp";
  /** A port, a range such as `80-85`, or `any`; null for ICMP. */
  readonly port: string | null;
  readonly source_ips: readonly string[];
  readonly destination_ips: readonly string[];
  readonly description: string | null;
}

/** A target of a firewall: a server by its id, or all servers with some labels. */
export type FirewallTarget = { readonly server: string } | { readonly selector: string };

export interface Firewall extends Item {
  readonly name: string;
  readonly labels: Labels;
  readonly rules: readonly Rule[];
  readonly targets: readonly FirewallTarget[];
  readonly createdAt: string;
}

export interface FloatingIp extends Item {
  readonly name: string;
  readonly description: string;
  readonly labels: Labels;
  readonly address: string;
  readonly location: string;
  readonly server?: string;
  readonly createdAt: string;
}

/** Everything in the project. */
export interface State {
  readonly keys: Collection<SshKey>;
  readonly servers: Collection<Server>;
  readonly actions: Collection<Action>;
  readonly firewalls: Collection<Firewall>;
  readonly floatingIps: Collection<FloatingIp>;
}

export function openState(store: Store): State {
  return {
    keys: store.collection("hetzner-keys"),
    servers: store.collection("hetzner-servers"),
    actions: store.collection("hetzner-actions"),
    firewalls: store.collection("hetzner-firewalls"),
    floatingIps: store.collection("hetzner-floating-ips"),
  };
}

/** The addresses in use. */
export function heldAddresses({ servers, floatingIps }: State): string[] {
  return [...servers.list(), ...floatingIps.list()].map(({ address }) => address);
}
