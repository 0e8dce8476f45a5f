import type { HostExit, HostSettings, HostSpec, HostStatus, Hosts } from "../../../../localcloud/hosts/host";

interface FakeHost {
  readonly spec: HostSpec;
  running: boolean;
  settings: HostSettings | undefined;
}

/** Hosts without containers, that do what they are told at once unless told to hang. */
export class FakeHosts implements Hosts {
  readonly all = new Map<string, FakeHost>();
  readonly calls: string[] = [];
  /** While true, no sshd greets. */
  silent = false;
  /** While set, what would run a container fails with it. */
  failure: Error | undefined;
  readonly #ends = new Map<string, (exit: HostExit) => void>();

  list(): Promise<readonly HostStatus[]> {
    return Promise.resolve([...this.all.values()].map(({ spec, running }) => ({ id: spec.id, running })));
  }

  async create(spec: HostSpec): Promise<void> {
    await this.#call(`create ${spec.hostname}`);
    if (!this.all.has(spec.id)) this.all.set(spec.id, { spec, running: false, settings: undefined });
  }

  async start(id: string, settings: HostSettings): Promise<void> {
    await this.#call("start");
    Object.assign(this.#get(id), { running: true, settings });
  }

  async reachable(_id: string, signal: AbortSignal): Promise<void> {
    while (this.silent) {
      signal.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    signal.throwIfAborted();
  }

  async configure(id: string, settings: HostSettings): Promise<void> {
    await this.#call("configure");
    this.#get(id).settings = settings;
  }

  async stop(id: string, manner: "graceful" | "unplug"): Promise<void> {
    await this.#call(`stop ${manner}`);
    this.#get(id).running = false;
  }

  async destroy(id: string): Promise<void> {
    await this.#call("destroy");
    this.all.delete(id);
  }

  ended(id: string, signal: AbortSignal): Promise<HostExit> {
    return new Promise((resolve, reject) => {
      this.#ends.set(id, resolve);
      signal.addEventListener("abort", () => {
        reject(new Error("aborted"));
      });
    });
  }

  /** The host ends on its own account. */
  end(id: string, exit: HostExit): void {
    this.#get(id).running = false;
    this.#ends.get(id)?.(exit);
  }

  #get(id: string): FakeHost {
    const host = this.all.get(id);
    if (!host) throw new Error(`no such host: ${id}`);
    return host;
  }

  #call(what: string): Promise<void> {
    this.calls.push(what);
    return this.failure ? Promise.reject(this.failure) : Promise.resolve();
  }
}
