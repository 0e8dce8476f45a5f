import type { Hosts } from "../hosts/host";
import { type ExpectedHost, reconcileHosts } from "../hosts/reconcile";
import type { Log } from "../log";
import { Machines, reasonOf } from "./machines";
import { KeyedQueue } from "./queue";
import { type Account, type ActionRecord, hostSpec, type MachineRecord } from "./record";

/**
 * Carries out in the background the actions that a vendor's API has accepted and recorded. `resume` continues
 * what a crash has interrupted, so every step may happen twice.
 */
export class Lifecycle<Machine extends MachineRecord, Action extends ActionRecord> {
  readonly #queue = new KeyedQueue();
  readonly #machines: Machines<Machine>;
  /** Ends all waiting for a machine that is to be deleted. */
  readonly #interrupts = new Map<string, AbortController>();
  #closed = false;

  constructor(
    private readonly account: Account<Machine, Action>,
    private readonly hosts: Hosts,
    private readonly log: Log,
  ) {
    this.#machines = new Machines(account, hosts, log, (id, exit) => {
      this.#inBackground(this.#afterExit(id, exit));
    });
  }

  /** Brings the hosts in line with the records, and continues accepted actions. */
  async resume(): Promise<void> {
    for (const { id } of this.account.machines.list().filter(({ deleting }) => deleting)) await this.#remove(id);
    const expected = this.account.machines.list().map((machine) => this.#expect(machine));
    const reconciled = await reconcileHosts(this.hosts, expected, this.log);
    for (const { spec, settings } of expected.filter(({ spec: { id }, running }) => running && reconciled.has(id))) {
      this.#machines.noteApplied(spec.id, settings);
      this.#machines.watch(spec.id);
    }
    if (this.account.lead) this.#inBackground(this.account.lead());
    for (const action of this.account.actions.list().filter(({ status }) => status === "in-progress")) this.begin(action);
  }

  /** Starts to carry out an action that is on disk. */
  begin(action: Action): void {
    const work = this.account.isOnMachine(action) ? this.#performOnMachine(action) : this.#conclude(action, () => this.#apply(action));
    this.#inBackground(work);
  }

  /** Applies changes in the account, such as firewalls and addresses, to every running host; resolves when that is done. */
  async reconfigure(): Promise<void> {
    await Promise.all(this.account.machines.list().map(({ id }) => this.#configure(id)));
    await this.account.lead?.();
  }

  /** Moves an address without a gap, like the vendor: the new machine gets it before the old one loses it. */
  async #apply(action: Action): Promise<void> {
    const gainer = this.account.gainer(action);
    if (gainer !== undefined) await this.#configure(gainer);
    await this.reconfigure();
  }

  #configure(id: string): Promise<void> {
    return this.#queue.run(id, async () => {
      const machine = this.account.machines.get(id);
      if (machine?.status === "active" && !machine.deleting) await this.#machines.configure(machine);
    });
  }

  /** The same, in the background. */
  startReconfiguring(): void {
    this.#inBackground(this.reconfigure());
  }

  isCurrent(machine: Machine): boolean {
    return this.#machines.isCurrent(machine);
  }

  /** Resolves when the machine and its host are gone. */
  async destroy(machine: Machine): Promise<void> {
    this.account.machines.put({ ...machine, deleting: true });
    this.#interrupts.get(machine.id)?.abort();
    await this.#queue.run(machine.id, () => this.#remove(machine.id));
    this.startReconfiguring();
  }

  /** Resolves when nothing is in progress. The next `resume` continues interrupted actions. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#machines.close();
    for (const interrupt of this.#interrupts.values()) interrupt.abort();
    await this.#queue.idle();
  }

  #expect(machine: Machine): ExpectedHost {
    // A new machine is started by its action, which is still in progress.
    const running = machine.status === "new" ? {} : { running: machine.status === "active" };
    return { spec: hostSpec(machine), settings: this.account.settings(machine), ...running };
  }

  #performOnMachine(action: Action): Promise<void> {
    return this.#queue.run(action.resourceId, () =>
      this.#conclude(action, () => this.#interruptible(action.resourceId, (signal) => this.#perform(action, signal))),
    );
  }

  async #perform(action: Action, signal: AbortSignal): Promise<void> {
    const machine = this.account.machines.get(action.resourceId);
    if (!machine || machine.deleting) throw new Error(`Cannot ${action.type} the machine ${action.resourceId}: it is deleted`);
    await this.account.perform(action, machine, this.#machines, signal);
  }

  /** Records how an action ended. */
  async #conclude(action: Action, work: () => Promise<void>): Promise<void> {
    const end = (status: "completed" | "errored"): void => {
      this.account.actions.put({ ...action, status, completedAt: new Date().toISOString() });
    };
    try {
      await work();
      end("completed");
    } catch (cause) {
      if (this.#closed) return;
      end("errored");
      if (this.account.machines.get(action.resourceId)?.deleting) return;
      this.log.error(`${this.account.vendor}.action-failed`, { action: action.id, type: action.type, resource: action.resourceId, reason: reasonOf(cause) });
    }
  }

  async #interruptible(id: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const interrupt = new AbortController();
    if (this.#closed) interrupt.abort();
    this.#interrupts.set(id, interrupt);
    try {
      interrupt.signal.throwIfAborted();
      await work(interrupt.signal);
    } finally {
      this.#interrupts.delete(id);
    }
  }

  async #remove(id: string): Promise<void> {
    await this.#machines.destroy(id);
    this.account.forget(id);
  }

  #afterExit(id: string, exit: "powered-off" | "rebooting"): Promise<void> {
    return this.#queue.run(id, async () => {
      const machine = this.account.machines.get(id);
      if (machine?.status !== "active" || machine.deleting) return;
      if (exit === "rebooting") await this.#interruptible(id, (signal) => this.#machines.boot(machine, signal));
      else this.#machines.noteStopped(id);
    });
  }

  #inBackground(work: Promise<void>): void {
    work.catch((cause: unknown) => {
      if (!this.#closed) this.log.error(`${this.account.vendor}.background-failed`, { reason: reasonOf(cause) });
    });
  }
}
