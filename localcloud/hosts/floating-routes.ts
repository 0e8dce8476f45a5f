import type { Instance } from "../instance";
import { run } from "./command";

/** Routes each of a vendor's addresses (the key) to the machine with the other address (the value), and removes the vendor's other routes. */
export type Lead = (routes: ReadonlyMap<string, string>) => Promise<void>;

interface Route {
  readonly dst: string;
  readonly gateway?: string;
}

/**
 * The routes of the floating subnet to hosts, of all vendors together. A route moves from one host to another atomically. The host itself must have the
 * address to answer.
 */
export class FloatingRoutes {
  readonly #wanted = new Map<string, ReadonlyMap<string, string> | undefined>();
  #last: Promise<void> = Promise.resolve();

  /** @param ip Runs `ip` with arguments, and resolves with its output. */
  constructor(
    private readonly instance: Pick<Instance, "floatingSubnet">,
    private readonly ip = (...args: readonly string[]): Promise<string> => run({ program: "ip", args }),
  ) {}

  /** Routes the addresses of one vendor. No route is removed before every vendor has said which are its own. */
  of(vendor: string): Lead {
    this.#wanted.set(vendor, undefined);
    return (routes) => {
      this.#wanted.set(vendor, routes);
      const turn = this.#last.then(() => this.#apply());
      this.#last = turn.catch(() => undefined);
      return turn;
    };
  }

  async #apply(): Promise<void> {
    const all = [...this.#wanted.values()];
    const wanted = new Map(all.flatMap((routes) => [...(routes ?? [])]));
    const present = JSON.parse((await this.ip("-json", "route", "show", "root", this.instance.floatingSubnet)) || "[]") as Route[];
    const led = new Map(present.flatMap(({ dst, gateway }) => (gateway === undefined ? [] : [[dst, gateway] as const])));
    for (const [address, host] of wanted) if (led.get(address) !== host) await this.ip("route", "replace", address, "via", host);
    if (all.includes(undefined)) return;
    for (const address of led.keys()) if (!wanted.has(address)) await this.ip("route", "delete", address);
  }
}
