import type { HostSettings, Hosts } from "../hosts/host";
import type { Log } from "../log";
import { type Account, type ActionRecord, hostSpec, type MachineRecord } from "./record";

/** The hosts behind a vendor's machines. Calls for the same machine must not overlap. */
export class Machines<Machine extends MachineRecord> {
  /** The settings last applied to each running host, so that only changes are applied. */
  readonly #applied = new Map<string, string>();
  readonly #watches = new Map<string, AbortController>();

  /** @param onExit Called for a machine whose host ended without a request. */
  constructor(
    private readonly account: Pick<Account<Machine, ActionRecord>, "vendor" | "machines" | "settings" | "lead">,
    private readonly hosts: Hosts,
    private readonly log: Log,
    private readonly onExit: (id: string, exit: "powered-off" | "rebooting") => void,
  ) {}

  /** Starts a machine's host, creates it if necessary, and waits for its sshd. The machine is `active` afterwards. */
  async boot(machine: Machine, signal: AbortSignal): Promise<void> {
    await this.hosts.create(hostSpec(machine));
    const settings = this.account.settings(machine);
    await this.hosts.start(machine.id, settings);
    this.watch(machine.id);
    this.noteApplied(machine.id, settings);
    await this.hosts.reachable(machine.id, signal).catch((cause: unknown) => {
      signal.throwIfAborted();
      // A vendor's machines also become active if their user data broke their sshd.
      this.log.error(`${this.account.vendor}.sshd-silent`, { machine: machine.id, reason: reasonOf(cause) });
    });
    this.#update(machine.id, { status: "active" });
    // The machines' network, and so every route to them, appears with the first running machine.
    await this.account.lead?.();
  }

  /** The machine is `off` afterwards. */
  async stop(id: string, manner: "graceful" | "unplug"): Promise<void> {
    this.unwatch(id);
    await this.hosts.stop(id, manner);
    this.noteStopped(id);
  }

  async destroy(id: string): Promise<void> {
    this.unwatch(id);
    this.#applied.delete(id);
    await this.hosts.destroy(id);
  }

  /** Applies the changes in a machine's settings since the last call. */
  async configure(machine: Machine): Promise<void> {
    if (this.isCurrent(machine)) return;
    const settings = this.account.settings(machine);
    await this.hosts.configure(machine.id, settings);
    this.noteApplied(machine.id, settings);
  }

  /** Whether the machine's host has the account's settings; a machine that is off gets them when it starts. */
  isCurrent(machine: Machine): boolean {
    return machine.status === "off" || this.#applied.get(machine.id) === JSON.stringify(this.account.settings(machine));
  }

  noteApplied(id: string, settings: HostSettings): void {
    this.#applied.set(id, JSON.stringify(settings));
  }

  noteStopped(id: string): void {
    this.#applied.delete(id);
    this.#update(id, { status: "off" });
  }

  watch(id: string): void {
    this.unwatch(id);
    const controller = new AbortController();
    this.#watches.set(id, controller);
    this.hosts.ended(id, controller.signal).then(
      (exit) => {
        if (!controller.signal.aborted) this.onExit(id, exit);
      },
      () => undefined,
    );
  }

  unwatch(id: string): void {
    this.#watches.get(id)?.abort();
    this.#watches.delete(id);
  }

  close(): void {
    for (const id of this.#watches.keys()) this.unwatch(id);
  }

  #update(id: string, changes: Pick<Machine, "status">): void {
    const machine = this.account.machines.get(id);
    if (machine) this.account.machines.put({ ...machine, ...changes });
  }
}

export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
