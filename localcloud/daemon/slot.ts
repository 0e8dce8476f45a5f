import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { instanceAt, slots, type Instance, type Slot } from "../instance";
import { withLock } from "../lock";
import { writeDurably } from "../store/store";
import { overlaps, type UsedSubnet } from "./subnet";

/** The machine's operations that claiming a slot needs. */
export interface Machine {
  subnetsInUse(): Promise<UsedSubnet[]>;
  /** Creates the instance's network unless it exists. */
  ensureNetwork(instance: Instance): Promise<void>;
}

interface Claim {
  readonly slot: Slot;
  readonly directory: string;
}

/** The folder of locks for all users of the machine and all its local clouds. */
export const locks = "/run/lock/tlsup";

const claimFile = (directory: string): string => join(directory, "instance.json");

/** The local cloud whose state is in `directory`; undefined if there is none yet. */
export function openInstance(directory: string): Instance | undefined {
  const file = claimFile(directory);
  if (!existsSync(file)) return undefined;
  const claim = JSON.parse(readFileSync(file, "utf8")) as Claim;
  const instance = instanceAt(directory, claim.slot);
  if (instance.directory !== claim.directory) {
    throw new Error(
      `Cannot use ${instance.directory} as the folder of a local cloud: it was made as ${claim.directory}, and its containers carry that name. ` +
        `Move it back there, or delete it and run \`tlsup local up\`.`,
    );
  }
  return instance;
}

/** The local cloud of `directory` with its network: the existing one, else a new one in the first free slot. */
export async function claimInstance(directory: string, machine: Machine): Promise<Instance> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return withLock(join(locks, "slots.lock"), async () => {
    const existing = openInstance(directory);
    if (existing) {
      await machine.ensureNetwork(existing);
      return existing;
    }
    const slot = chooseSlot(directory, await machine.subnetsInUse());
    const instance = instanceAt(directory, slot);
    await machine.ensureNetwork(instance);
    const claim: Claim = { slot, directory: instance.directory };
    writeDurably(claimFile(directory), JSON.stringify(claim));
    return instance;
  });
}

/** The slot of the network that is named after the local cloud in `directory`: it remains when the folder is deleted by hand. */
export function ownSlot(directory: string, used: readonly UsedSubnet[]): Slot | undefined {
  return slots.find((slot) => usersOf(directory, slot, used).includes(`podman network ${instanceAt(directory, slot).network}`));
}

/** The slot for a new local cloud: its former one if its network remains, else the first whose subnet is unused. */
export function chooseSlot(directory: string, used: readonly UsedSubnet[]): Slot {
  const users = (slot: Slot): string[] => usersOf(directory, slot, used);
  const slot = ownSlot(directory, used) ?? slots.find((each) => users(each).length === 0);
  if (slot !== undefined) return slot;
  const holders = slots.map((each) => `  ${instanceAt(directory, each).subnet}: ${users(each)[0] ?? ""}`);
  throw new Error(
    `Cannot make a local cloud in ${directory}: all ${slots.length} networks that it may have are taken:\n${holders.join("\n")}\n` +
      "Give one back with `TLSUP_LOCAL_DIR=<its folder> tlsup local reset`, or with `podman network rm <name>` where its folder is gone.",
  );
}

function usersOf(directory: string, slot: Slot, used: readonly UsedSubnet[]): string[] {
  const { subnet: own, floatingSubnet } = instanceAt(directory, slot);
  return used.filter(({ subnet }) => overlaps(subnet, own) || overlaps(subnet, floatingSubnet)).map(({ user }) => user);
}
