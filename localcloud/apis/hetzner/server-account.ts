import { endActionsOf, type Account } from "../../machines/record";
import type { Lead } from "../../hosts/floating-routes";
import type { Machines } from "../../machines/machines";
import { hostSettings } from "./settings";
import type { Action, Server, State } from "./state";

/** The servers of a project, and the effects of its actions on them. */
export function serverAccount(state: State, lead: Lead): Account<Server, Action> {
  return {
    vendor: "hetzner",
    machines: state.servers,
    actions: state.actions,
    settings: (server) => hostSettings(state, server),
    isOnMachine: ({ resourceType }) => resourceType === "server",
    perform: (action, server, machines, signal) => perform(state, action, server, machines, signal),
    gainer: ({ type, argument }) => (type === "apply_firewall" ? argument : undefined),
    lead: () => lead(routes(state)),
    forget: (id) => forgetServer(state, id),
  };
}

async function perform(state: State, { type, argument }: Action, server: Server, machines: Machines<Server>, signal: AbortSignal): Promise<void> {
  switch (type) {
    case "create_server":
    case "start_server":
      return machines.boot(server, signal);
    case "stop_server":
      return machines.stop(server.id, "unplug");
    case "shutdown_server":
      return machines.stop(server.id, "graceful");
    case "reboot_server":
    case "reset_server":
      await machines.stop(server.id, type === "reboot_server" ? "graceful" : "unplug");
      return machines.boot(state.servers.get(server.id) ?? server, signal);
    case "change_server_type": {
      const [serverType = server.serverType, disk] = argument?.split(" ") ?? [];
      state.servers.put({ ...server, serverType, ...(disk !== undefined && { disk: Number(disk) }) });
      // The API always starts it again, even if a client switched it off.
      return machines.boot(state.servers.get(server.id) ?? server, signal);
    }
    case "delete_server":
    case "set_firewall_rules":
    case "apply_firewall":
    case "remove_firewall":
    case "assign_floating_ip":
    case "unassign_floating_ip":
      throw new Error(`Cannot ${type} on a server: it is not carried out on one`);
  }
}

/** The routes of floating IPs, to running servers only. */
function routes(state: State): ReadonlyMap<string, string> {
  return new Map(
    state.floatingIps.list().flatMap(({ address, server: id }) => {
      const server = id === undefined ? undefined : state.servers.get(id);
      return server && !server.deleting && server.status === "active" ? [[address, server.address] as const] : [];
    }),
  );
}

/** Deletes the server itself last: after a crash in between it still exists, and the deletion is repeated. */
function forgetServer(state: State, id: string): void {
  for (const { server, ...ip } of state.floatingIps.list()) if (server === id) state.floatingIps.put(ip);
  for (const firewall of state.firewalls.list()) {
    const targets = firewall.targets.filter((target) => !("server" in target && target.server === id));
    if (targets.length < firewall.targets.length) state.firewalls.put({ ...firewall, targets });
  }
  endActionsOf(state.actions, id);
  state.servers.delete(id);
}
