import type { HostSettings, HostSpec } from "../hosts/host";
import type { System } from "../image/system";
import type { Collection, Item } from "../store/store";
import type { Machines } from "./machines";

/** The part of a machine's record that its host depends on. */
export interface MachineRecord extends Item {
  /** The name at creation: a rename does not change the host. */
  readonly hostname: string;
  readonly system: System;
  readonly status: "new" | "active" | "off";
  readonly address: string;
  /** The keys' text: deleting a key from the account removes it from no machine. */
  readonly authorizedKeys: readonly string[];
  readonly userData?: string;
  /** A client has deleted it; its host may still exist. */
  readonly deleting?: true;
}

/** An action that a vendor has accepted. */
export interface ActionRecord extends Item {
  readonly type: string;
  readonly status: "in-progress" | "completed" | "errored";
  /** A machine's id, or that of something else. */
  readonly resourceId: string;
  readonly startedAt: string;
  readonly completedAt?: string;
}

/** A vendor's account, and its effects on hosts. */
export interface Account<Machine extends MachineRecord, Action extends ActionRecord> {
  /** The prefix of events in the log, e.g. `digitalocean`. */
  readonly vendor: string;
  readonly machines: Collection<Machine>;
  readonly actions: Collection<Action>;
  settings(machine: Machine): HostSettings;
  /** Whether an action runs on the machine that it names; such actions run one after the other. */
  isOnMachine(action: Action): boolean;
  /** Carries out an action on a machine. */
  perform(action: Action, machine: Machine, machines: Machines<Machine>, signal: AbortSignal): Promise<void> | void;
  /** The machine that gains something by an action that does not run on a machine: it gets it before another one loses it. */
  gainer(action: Action): string | undefined;
  /** Routes addresses to machines, if the vendor uses routes. */
  lead?(): Promise<void>;
  /** Removes a machine from everything that names it, and then from the records. */
  forget(id: string): void;
}

/** The settings for creating a machine's host. */
export function hostSpec({ id, hostname, system, address, authorizedKeys, userData }: MachineRecord): HostSpec {
  return { id, hostname, system, address, authorizedKeys, ...(userData !== undefined && { userData }) };
}

/** Ends the actions in progress of a deleted machine as failed. */
export function endActionsOf<Action extends ActionRecord>(actions: Collection<Action>, machine: string): void {
  for (const action of actions.list().filter(({ resourceId, status }) => resourceId === machine && status === "in-progress")) {
    actions.put({ ...action, status: "errored", completedAt: new Date().toISOString() });
  }
}

/** Whether a machine has an action in progress: it then accepts no other. */
export function isLocked(actions: Collection<ActionRecord>, resourceId: string): boolean {
  return actions.list().some((action) => action.resourceId === resourceId && action.status === "in-progress");
}
