import type { HostSettings, HostSpec } from "../hosts/host";
import type { Collection, Item } from "../store/store";
import type { Machines } from "./machines";

/** A machine in a vendor's records, as far as its host depends on it. */
export interface MachineRecord extends Item {
  /** The name at creation: a rename does not reach into the host. */
  readonly hostname: string;
  readonly status: "new" | "active" | "off";
  readonly address: string;
  /** The keys' text: deleting a key of the account takes it from no machine. */
  readonly authorizedKeys: readonly string[];
  readonly userData?: string;
  /** The client wants it gone; its host may still be there. */
  readonly deleting?: true;
}

/** Something that a vendor has accepted and carries out. */
export interface ActionRecord extends Item {
  readonly type: string;
  readonly status: "in-progress" | "completed" | "errored";
  /** A machine's id, or that of something else. */
  readonly resourceId: string;
  readonly startedAt: string;
  readonly completedAt?: string;
}

/** What a vendor's account holds, and what it means for hosts. */
export interface Account<Machine extends MachineRecord, Action extends ActionRecord> {
  /** Begins the names of what is logged, e.g. `digitalocean`. */
  readonly vendor: string;
  readonly machines: Collection<Machine>;
  readonly actions: Collection<Action>;
  settings(machine: Machine): HostSettings;
  /** Whether an action is carried out on the machine that it names, one after the other. */
  isOnMachine(action: Action): boolean;
  /** Carries out an action on a machine. */
  perform(action: Action, machine: Machine, machines: Machines<Machine>, signal: AbortSignal): Promise<void> | void;
  /** The machine that gets something by an action that is not carried out on a machine: it gets it before another one loses it. */
  gainer(action: Action): string | undefined;
  /** Leads addresses to machines, where the vendor does so by routes. */
  lead?(): Promise<void>;
  /** Takes a machine out of everything that names it, and then out of the records. */
  forget(id: string): void;
}

/** What a machine's host is made with. */
export function hostSpec({ id, hostname, address, authorizedKeys, userData }: MachineRecord): HostSpec {
  return { id, hostname, address, authorizedKeys, ...(userData !== undefined && { userData }) };
}

/** What cannot end any more, as its machine is gone. */
export function endActionsOf<Action extends ActionRecord>(actions: Collection<Action>, machine: string): void {
  for (const action of actions.list().filter(({ resourceId, status }) => resourceId === machine && status === "in-progress")) {
    actions.put({ ...action, status: "errored", completedAt: new Date().toISOString() });
  }
}

/** A machine with an action under way takes no other. */
export function isLocked(actions: Collection<ActionRecord>, resourceId: string): boolean {
  return actions.list().some((action) => action.resourceId === resourceId && action.status === "in-progress");
}
