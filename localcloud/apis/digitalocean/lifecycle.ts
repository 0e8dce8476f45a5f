import type { Hosts } from "../../hosts/host";
import { type ExpectedHost, reconcileHosts } from "../../hosts/reconcile";
import type { Log } from "../../log";
import { forgetDroplet } from "./forget";
import { Machines, reasonOf } from "./machines";
import { KeyedQueue } from "./queue";
import { hostSettings, hostSpec } from "./settings";
import type { Action, Droplet, State } from "./state";

/**
 * Carries out in the background what the API has accepted and written down. Whatever a crash interrupts is
 * taken up again by `resume`, so every step may happen twice.
 */
export class Lifecycle {
  readonly #queue = new KeyedQueue();
  readonly #machines: Machines;
  /** Ends the waiting for a droplet that shall be deleted. */
  readonly #interrupts = new Map<string, AbortController>();
  #closed = false;

  constructor(
    private readonly state: State,
    private readonly hosts: Hosts,
    private readonly log: Log,
  ) {
    this.#machines = new Machines(state, hosts, log, (id, exit) => {
      this.#inBackground(this.#afterExit(id, exit));
    });
  }

  /** Brings the hosts to what the records say, and goes on with what was accepted. */
  async resume(): Promise<void> {
    for (const { id } of this.state.droplets.list().filter(({ deleting }) => deleting)) await this.#remove(id);
    const expected = this.state.droplets.list().map((droplet) => this.#expect(droplet));
    const reconciled = await reconcileHosts(this.hosts, expected, this.log);
    for (const { spec, settings } of expected.filter(({ spec: { id }, running }) => running && reconciled.has(id))) {
      this.#machines.noteApplied(spec.id, settings);
      this.#machines.watch(spec.id);
    }
    for (const action of this.state.actions.list().filter(({ status }) => status === "in-progress")) this.begin(action);
  }

  /** Starts to carry out an action that is on disk. */
  begin(action: Action): void {
    const work = action.resourceType === "reserved_ip" ? this.#conclude(action, () => this.#lead(action)) : this.#performOnDroplet(action);
    this.#inBackground(work);
  }

  /** Applies changed firewalls, tags and reserved IPs to every running host; resolves when that is done. */
  async reconfigure(): Promise<void> {
    await Promise.all(this.state.droplets.list().map(({ id }) => this.#configure(id)));
  }

  /** The vendor moves an address at once: the droplet that gets it has it before another one loses it. */
  async #lead({ type, argument }: Action): Promise<void> {
    if (type === "assign_ip" && argument !== undefined) await this.#configure(argument);
    await this.reconfigure();
  }

  #configure(id: string): Promise<void> {
    return this.#queue.run(id, async () => {
      const droplet = this.state.droplets.get(id);
      if (droplet?.status === "active" && !droplet.deleting) await this.#machines.configure(droplet);
    });
  }

  /** The same, in the background. */
  startReconfiguring(): void {
    this.#inBackground(this.reconfigure());
  }

  isCurrent(droplet: Droplet): boolean {
    return this.#machines.isCurrent(droplet);
  }

  /** Resolves when neither the droplet nor its host is left. */
  async destroy(droplet: Droplet): Promise<void> {
    this.state.droplets.put({ ...droplet, deleting: true });
    this.#interrupts.get(droplet.id)?.abort();
    await this.#queue.run(droplet.id, () => this.#remove(droplet.id));
    this.startReconfiguring();
  }

  /** Resolves when nothing is under way. What was interrupted goes on with the next `resume`. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#machines.close();
    for (const interrupt of this.#interrupts.values()) interrupt.abort();
    await this.#queue.idle();
  }

  #expect(droplet: Droplet): ExpectedHost {
    // A new droplet is started by its action, which is still under way.
    const running = droplet.status === "new" ? {} : { running: droplet.status === "active" };
    return { spec: hostSpec(droplet), settings: hostSettings(this.state, droplet), ...running };
  }

  #performOnDroplet(action: Action): Promise<void> {
    return this.#queue.run(action.resourceId, () =>
      this.#conclude(action, () => this.#interruptible(action.resourceId, (signal) => this.#perform(action, signal))),
    );
  }

  async #perform(action: Action, signal: AbortSignal): Promise<void> {
    const { resourceId: id, type, argument } = action;
    const droplet = this.state.droplets.get(id);
    if (!droplet || droplet.deleting) throw new Error(`Cannot ${type} the droplet ${id}: it is deleted`);
    switch (type) {
      case "create":
      case "power_on":
        return this.#machines.boot(droplet, signal);
      case "power_off":
        return this.#machines.stop(id, "unplug");
      case "shutdown":
        return this.#machines.stop(id, "graceful");
      case "reboot":
      case "power_cycle":
        await this.#machines.stop(id, type === "reboot" ? "graceful" : "unplug");
        return this.#machines.boot(this.state.droplets.get(id) ?? droplet, signal);
      case "resize":
        this.state.droplets.put({ ...droplet, size: argument ?? droplet.size });
        return;
      case "rename":
        this.state.droplets.put({ ...droplet, name: argument ?? droplet.name });
        return;
      case "enable_backups":
      case "disable_backups": {
        const others = droplet.features.filter((feature) => feature !== "backups");
        this.state.droplets.put({ ...droplet, features: type === "enable_backups" ? ["backups", ...others] : others });
        return;
      }
      case "assign_ip":
      case "unassign_ip":
        throw new Error(`Cannot ${type} on a droplet: it is an action of a reserved IP`);
    }
  }

  /** Writes down how an action ended. */
  async #conclude(action: Action, work: () => Promise<void>): Promise<void> {
    const end = (status: "completed" | "errored"): void => {
      this.state.actions.put({ ...action, status, completedAt: new Date().toISOString() });
    };
    try {
      await work();
      end("completed");
    } catch (cause) {
      if (this.#closed) return;
      end("errored");
      if (this.state.droplets.get(action.resourceId)?.deleting) return;
      this.log.error("digitalocean.action-failed", { action: action.id, type: action.type, resource: action.resourceId, reason: reasonOf(cause) });
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
    forgetDroplet(this.state, id);
  }

  #afterExit(id: string, exit: "powered-off" | "rebooting"): Promise<void> {
    return this.#queue.run(id, async () => {
      const droplet = this.state.droplets.get(id);
      if (droplet?.status !== "active" || droplet.deleting) return;
      if (exit === "rebooting") await this.#interruptible(id, (signal) => this.#machines.boot(droplet, signal));
      else this.#machines.noteStopped(id);
    });
  }

  #inBackground(work: Promise<void>): void {
    work.catch((cause: unknown) => {
      if (!this.#closed) this.log.error("digitalocean.background-failed", { reason: reasonOf(cause) });
    });
  }
}
