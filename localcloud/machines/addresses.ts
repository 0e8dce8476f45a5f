import type { Instance } from "../instance";

// An instance's /27 has the network's own address and the gateway, then the machines' half, then the half for addresses that move between machines.
const kinds = {
  machine: { subnet: "subnet", first: 2, last: 15 },
  reserved: { subnet: "subnet", first: 16, last: 30 },
  floating: { subnet: "floatingSubnet", first: 1, last: 30 },
} as const;

/** A machine's own address; a movable one in the machines' network; a movable one with a route to the machine. */
export type AddressKind = keyof typeof kinds;

/** All addresses of a kind are taken. */
export class NoAddressLeft extends Error {
  override readonly name = "NoAddressLeft";
}

/** The addresses of one local cloud, which all vendors share. */
export class Addresses {
  readonly #holders: (() => readonly string[])[] = [];
  readonly #latest = new Map<AddressKind, string>();

  constructor(private readonly instance: Pick<Instance, "subnet" | "floatingSubnet">) {}

  /** Registers a function that returns addresses in use. */
  hold(held: () => readonly string[]): void {
    this.#holders.push(held);
  }

  /**
   * `count` free addresses. One that was freed comes last: a connection to the machine that had it must not reach another.
   *
   * @param what Their purpose, e.g. `droplet`.
   * @throws NoAddressLeft if fewer are left.
   */
  take(kind: AddressKind, what: string, count = 1): string[] {
    const { subnet, first, last } = kinds[kind];
    const [prefix = "", base = "0"] = /^(.*\.)(\d+)\/\d+$/.exec(this.instance[subnet])?.slice(1) ?? [];
    const used = new Set(this.#holders.flatMap((held) => held()));
    const all = Array.from({ length: last - first + 1 }, (_, index) => `${prefix}${String(Number(base) + first + index)}`);
    const next = all.indexOf(this.#latest.get(kind) ?? "") + 1;
    const free = [...all.slice(next), ...all.slice(0, next)].filter((address) => !used.has(address));
    if (free.length < count) throw new NoAddressLeft(exhausted(what, all.length, free.length, count));
    const taken = free.slice(0, count);
    this.#latest.set(kind, taken.at(-1) ?? "");
    return taken;
  }
}

/** Not the vendor's message, which is about an account's limits: they are not the reason here. */
function exhausted(what: string, limit: number, left: number, count: number): string {
  const [free, needed] = [left === 0 ? "none is" : left === 1 ? "1 is" : `${String(left)} are`, count === 1 ? "1 is" : `${String(count)} are`];
  return (
    `This local cloud has addresses for ${String(limit)} ${what}s: ${free} free, and ${needed} needed. \`npx tlsup local status\` lists the machines; ` +
    "`pulumi destroy --stack <stack>` frees the addresses of a stack, `npx tlsup local reset` all of them"
  );
}
