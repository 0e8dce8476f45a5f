import type { Machines } from "../../machines/machines";
import type { Account } from "../../machines/record";
import { forgetDroplet } from "./forget";
import { hostSettings } from "./settings";
import type { Action, Droplet, State } from "./state";

/** The droplets of an account, and how actions change them. */
export function dropletAccount(state: State): Account<Droplet, Action> {
  return {
    vendor: "digitalocean",
    machines: state.droplets,
    actions: state.actions,
    settings: (droplet) => hostSettings(state, droplet),
    isOnMachine: ({ resourceType }) => resourceType === "droplet",
    perform: (action, droplet, machines, signal) => perform(state, action, droplet, machines, signal),
    gainer: ({ type, argument }) => (type === "assign_ip" ? argument : undefined),
    forget: (id) => forgetDroplet(state, id),
  };
}

async function perform(state: State, { type, argument }: Action, droplet: Droplet, machines: Machines<Droplet>, signal: AbortSignal): Promise<void> {
  const { id } = droplet;
  switch (type) {
    case "create":
    case "power_on":
      return machines.boot(droplet, signal);
    case "power_off":
      return machines.stop(id, "unplug");
    case "shutdown":
      return machines.stop(id, "graceful");
    case "reboot":
    case "power_cycle":
      await machines.stop(id, type === "reboot" ? "graceful" : "unplug");
      return machines.boot(state.droplets.get(id) ?? droplet, signal);
    case "resize": {
      const [size = droplet.size, disk] = argument?.split(" ") ?? [];
      state.droplets.put({ ...droplet, size, ...(disk !== undefined && { disk: Number(disk) }) });
      return;
    }
    case "rename":
      state.droplets.put({ ...droplet, name: argument ?? droplet.name });
      return;
    case "enable_backups":
    case "disable_backups": {
      const others = droplet.features.filter((feature) => feature !== "backups");
      state.droplets.put({ ...droplet, features: type === "enable_backups" ? ["backups", ...others] : others });
      return;
    }
    case "enable_ipv6":
      state.droplets.put({ ...droplet, features: [...new Set([...droplet.features, "ipv6"])] });
      return machines.configure(state.droplets.get(id) ?? droplet);
    case "assign_ip":
    case "unassign_ip":
      throw new Error(`Cannot ${type} on a droplet: it is an action of a reserved IP`);
  }
}
