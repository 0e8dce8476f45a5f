import { endActionsOf } from "../../machines/record";
import type { Firewall, RulePeers, State } from "./state";

/**
 * Removes a droplet, and every reference to it. The droplet goes last: if a crash interrupts this, it is still there,
 * and the deletion is repeated.
 */
export function forgetDroplet(state: State, id: string): void {
  for (const ip of state.reservedIps.list().filter(({ dropletId }) => dropletId === id)) {
    state.reservedIps.put({ id: ip.id, region: ip.region, createdAt: ip.createdAt });
  }
  for (const firewall of state.firewalls.list()) {
    const cleaned = withoutDroplet(firewall, id);
    if (JSON.stringify(cleaned) !== JSON.stringify(firewall)) state.firewalls.put(cleaned);
  }
  endActionsOf(state.actions, id);
  state.droplets.delete(id);
}

function withoutDroplet(firewall: Firewall, id: string): Firewall {
  const clean = (peers: RulePeers): RulePeers =>
    peers.droplet_ids ? { ...peers, droplet_ids: peers.droplet_ids.filter((each) => each !== Number(id)) } : peers;
  return {
    ...firewall,
    dropletIds: firewall.dropletIds.filter((each) => each !== id),
    inboundRules: firewall.inboundRules.map((rule) => ({ ...rule, sources: clean(rule.sources) })),
    outboundRules: firewall.outboundRules.map((rule) => ({ ...rule, destinations: clean(rule.destinations) })),
  };
}
