import { endActionsOf, type Account } from "../../machines/record";
import type { Lead } from "../../hosts/floating-routes";
import type { Machines } from "../../machines/machines";
import { hostSettings } from "./settings";
import { release, type Event, type Linode, type State } from "./state";

/** The Linodes of the account, and the effects of its events on them. */
export function linodeAccount(state: State, lead: Lead): Account<Linode, Event> {
  return {
    vendor: "linode",
    machines: state.linodes,
    actions: state.events,
    settings: (linode) => hostSettings(state, linode),
    isOnMachine: ({ entityType }) => entityType === "linode",
    perform: (event, linode, machines, signal) => perform(state, event, linode, machines, signal),
    gainer: ({ type, argument }) => (type === "firewall_device_add" ? argument : undefined),
    lead: () => lead(routes(state)),
    forget: (id) => forgetLinode(state, id),
  };
}

async function perform(state: State, { type, argument }: Event, linode: Linode, machines: Machines<Linode>, signal: AbortSignal): Promise<void> {
  switch (type) {
    case "linode_boot":
      return machines.boot(linode, signal);
    case "linode_shutdown":
      return machines.stop(linode.id, "graceful");
    case "linode_reboot":
      await machines.stop(linode.id, "graceful");
      return machines.boot(state.linodes.get(linode.id) ?? linode, signal);
    case "linode_resize": {
      const [type = linode.type, disk] = argument?.split(" ") ?? [];
      const runs = linode.status === "active";
      if (runs) await machines.stop(linode.id, "graceful");
      const resized = state.linodes.put({ ...(state.linodes.get(linode.id) ?? linode), type, ...(disk !== undefined && { disk: Number(disk) }) });
      return runs ? machines.boot(resized, signal) : undefined;
    }
    case "linode_create":
    case "linode_delete":
    case "firewall_rules_update":
    case "firewall_device_add":
    case "firewall_device_remove":
    case "ipaddress_update":
      throw new Error(`Cannot ${type} on a Linode: it is not carried out on one`);
  }
}

/** The routes of the addresses that move, to running Linodes only. */
function routes(state: State): ReadonlyMap<string, string> {
  return new Map(
    state.ips.list().flatMap(({ id: address, linode: id }) => {
      const linode = id === undefined ? undefined : state.linodes.get(id);
      return linode && !linode.deleting && linode.status === "active" ? [[address, linode.address] as const] : [];
    }),
  );
}

/** Deletes the Linode itself last: after a crash in between it still exists, and the deletion is repeated. */
function forgetLinode(state: State, id: string): void {
  for (const ip of state.ips.list().filter(({ linode }) => linode === id)) release(state, ip);
  for (const firewall of state.firewalls.list()) {
    const devices = firewall.devices.filter(({ linode }) => linode !== id);
    if (devices.length < firewall.devices.length) state.firewalls.put({ ...firewall, devices });
  }
  endActionsOf(state.events, id);
  state.linodes.delete(id);
}
