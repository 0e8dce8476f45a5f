import type { HostSettings, Hosts } from "../../hosts/host";
import type { Log } from "../../log";
import { hostSettings, hostSpec } from "./settings";
import type { Droplet, State } from "./state";

/** The hosts behind the droplets. What it is told of one droplet must come one after the other. */
export class Machines {
  /** What was last applied to each running host, to apply only what changed. */
  readonly #applied = new Map<string, string>();
  readonly #watches = new Map<string, AbortController>();

  /** @param onExit Told of a droplet whose host ended on its own account. */
  constructor(
    private readonly state: State,
    private readonly hosts: Hosts,
    private readonly log: Log,
    private readonly onExit: (id: string, exit: "powered-off" | "rebooting") => void,
  ) {}

  /** Starts a droplet's host, which is made if need be, and waits for its sshd. The droplet is `active` afterwards. */
  async boot(droplet: Droplet, signal: AbortSignal): Promise<void> {
    await this.hosts.create(hostSpec(droplet));
    const settings = hostSettings(this.state, droplet);
    await this.hosts.start(droplet.id, settings);
    this.watch(droplet.id);
    this.noteApplied(droplet.id, settings);
    await this.hosts.reachable(droplet.id, signal).catch((cause: unknown) => {
      signal.throwIfAborted();
      // The vendor's droplets are active too when their user's data broke their sshd.
      this.log.error("digitalocean.sshd-silent", { droplet: droplet.id, reason: reasonOf(cause) });
    });
    this.#update(droplet.id, { status: "active" });
  }

  /** The droplet is `off` afterwards. */
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

  /** Applies what changed in a droplet's settings since the last time. */
  async configure(droplet: Droplet): Promise<void> {
    if (this.isCurrent(droplet)) return;
    const settings = hostSettings(this.state, droplet);
    await this.hosts.configure(droplet.id, settings);
    this.noteApplied(droplet.id, settings);
  }

  /** Whether the droplet's host is as the account wants it; one that is off will be so when it starts. */
  isCurrent(droplet: Droplet): boolean {
    return droplet.status === "off" || this.#applied.get(droplet.id) === JSON.stringify(hostSettings(this.state, droplet));
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

  #update(id: string, changes: Partial<Droplet>): void {
    const droplet = this.state.droplets.get(id);
    if (droplet) this.state.droplets.put({ ...droplet, ...changes });
  }
}

export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
